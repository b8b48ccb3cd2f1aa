/** A password as it arrived: the contract decides which form, never the look of the value (R3). */
export type PasswordInput = { form: 'plain'; value: string } | { form: 'md5'; value: string };
