import type { Figure } from './figure.ts';
import { blogSignedRequest } from './figures/blog-signed-request.ts';
import { captchas } from './figures/captchas.ts';
import { coldStart } from './figures/cold-start.ts';
import { heartbeat } from './figures/heartbeat.ts';
import { largeDirectory } from './figures/large-directory.ts';
import { memory } from './figures/memory.ts';
import { readsBesideSignIns } from './figures/reads-beside-sign-ins.ts';
import { releaseFiles } from './figures/release-files.ts';
import { signIn } from './figures/sign-in.ts';
import { signedInRead } from './figures/signed-in-read.ts';
import { signedInReadPostgres } from './figures/signed-in-read-postgres.ts';
import { twoWorkers } from './figures/two-workers.ts';

/** A line each, in the order in which `npm run bench` measures them. */
export const figures: readonly Figure[] = [
  signedInRead,
  signedInReadPostgres,
  blogSignedRequest,
  heartbeat,
  signIn,
  readsBesideSignIns,
  captchas,
  releaseFiles,
  coldStart,
  memory,
  largeDirectory,
  twoWorkers,
];
