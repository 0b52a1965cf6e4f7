/** The version of package.json; a test compares them. */
export const SLUICE_VERSION = "0.1.0";
