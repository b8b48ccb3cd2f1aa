import { hostname } from 'node:os';

/** Where this process runs, for people who look at several. */
export const nodeName = (): string => `${hostname()}:${process.pid}`;
