import * as fc from "fast-check";

/** Every run of a property sees the same inputs; a failure prints the path to its counterexample. */
fc.configureGlobal({ seed: 20_261_120 });

export { fc };
