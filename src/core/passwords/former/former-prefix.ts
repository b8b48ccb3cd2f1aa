/** What a verifier begins with that a former back end made: sealed, since most of them would not withstand guessing. */
export const formerPrefix = 'former.';
