/** Where the API is. */
export const apiPrefix = '/management/v1';
/** What the log and the metrics call it. */
export const apiName = 'management';
