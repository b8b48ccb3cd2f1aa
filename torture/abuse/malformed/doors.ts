import { doors } from '../../../test/support/doors.ts';
import type { Target } from '../envelopes.ts';

/** A route that reads a body and needs no session. */
export interface AttackedDoor {
  target: Target;
  method: string;
  path: string;
  /** Header lines that it is let in by. */
  credential: string;
}

/** Of every contract one, the one that takes pictures, and the operators' own. */
export const attackedDoors: readonly AttackedDoor[] = [
  ...doors.map(({ name, write }) => ({
    target: name,
    method: write.method,
    path: write.path,
    credential: Object.entries(write.headers)
      .map(([header, value]) => `${header}: ${value}\r\n`)
      .join(''),
  })),
  { target: 'staff', method: 'PUT', path: '/signUp', credential: '' },
  { target: 'management', method: 'POST', path: '/management/v1/session', credential: '' },
];
