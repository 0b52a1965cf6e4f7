import { readRecord, writeReport } from "./record-run.ts";

writeReport(readRecord());
