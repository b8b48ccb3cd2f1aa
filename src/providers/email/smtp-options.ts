/** How a connection is secured: STARTTLS or nothing, TLS from the first byte, STARTTLS where it is offered, or never. */
export type SmtpSecurity = 'required' | 'implicit' | 'optional' | 'none';

/** A mail server and how we write through it. */
export interface SmtpOptions {
  host: string;
  port: number;
  security: SmtpSecurity;
  /** PEM; trusted instead of the authorities that Node.js knows. */
  ca: string | undefined;
  login: { user: string; password: string } | undefined;
  from: { address: string; name: string | undefined };
  replyTo: string | undefined;
  dkim: { domain: string; selector: string; privateKey: string } | undefined;
  /** How many connections may be open at once. */
  connections: number;
}
