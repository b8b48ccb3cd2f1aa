/** What a case can lack; the report tells how to supply it. */
export type Need =
  | 'account'
  | 'session'
  | 'code'
  | 'captcha'
  | 'mail'
  | 'newPhone'
  | 'newEmail'
  | 'signingKey'
  | 'panelToken'
  | 'publisher'
  | 'release'
  | 'owner'
  | 'faq'
  | 'feedbackCategory'
  | 'feedback'
  | 'reply'
  | 'push'
  | 'waitingUser'
  | 'budget';

/** A case could not be run for want of something. */
export class NotRun extends Error {
  readonly need: Need;

  constructor(need: Need) {
    super(`needs ${need}`);
    this.name = 'NotRun';
    this.need = need;
  }
}

/** Nothing more can be asked after the differences that were found. */
export class CannotGoOn extends Error {}
