/** Who works on other people's accounts. */
export interface Operator {
  /** As the audit log names it: `account:<id>`, `api-key:<id>`, `cli`. */
  actor: string;
  address?: string;
  /** Whether accounts of admins and owners may be changed, and not only the operator's own. */
  mayChangeOperators: boolean;
}

/** Who did something, as the audit log tells it. */
export type Actor = Pick<Operator, 'actor' | 'address'>;
