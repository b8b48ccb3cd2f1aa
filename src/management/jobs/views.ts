import type { JobView as Job, JobPosition } from '../../core/jobs/administration.ts';
import { printTime } from '../schemas.ts';
import type { JobView } from './schemas.ts';

/** A job as it is answered. */
export function viewJob(job: Job): JobView {
  return {
    ...job,
    createdAt: printTime(job.createdAt),
    nextRunAt: printTime(job.nextRunAt),
    diedAt: printTime(job.diedAt),
  };
}

/** Where the list that it is the last of goes on. */
export function positionOf({ diedAt, nextRunAt, id }: Job): JobPosition {
  return { at: diedAt ?? nextRunAt ?? 0, id };
}
