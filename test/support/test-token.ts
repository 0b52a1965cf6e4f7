/** The token of the tests, with every scope. */
export const TEST_TOKEN = "slc_test_canary-token-of-the-suite";
