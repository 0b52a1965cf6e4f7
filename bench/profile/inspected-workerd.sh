#!/bin/sh
# workerd with its inspector open; the port stands in the name of a file. See profile-producer.ts.
port=$((20000 + $$ % 20000))
: > "$SLUICE_INSPECTED_PORTS/$port"
exec "$SLUICE_WORKERD" "$@" "--inspector-addr=127.0.0.1:$port"
