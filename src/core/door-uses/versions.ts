/** The version of a caller that does not tell one. */
export const unknownVersion = 'unknown';
/** All versions of a day for which there was no room. */
export const otherVersions = 'other';

const mostVersions = 40;
// What anybody can say without a session: half of the room is kept for those who have one.
const mostOfStrangers = mostVersions / 2;

/** Whether a day has room for one version more of a contract. */
export function hasRoom(taken: number, isSignedIn: boolean): boolean {
  return taken < (isSignedIn ? mostVersions : mostOfStrangers);
}

/** Whether a version takes up room. */
export function takesRoom(version: string): boolean {
  return version !== unknownVersion && version !== otherVersions;
}
