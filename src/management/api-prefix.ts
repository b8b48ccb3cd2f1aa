/** Where the API is. */
export const apiPrefix = '/management/v1';
