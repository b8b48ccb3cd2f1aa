import { makeCertificate } from '../support/certificate.ts';

/** The certificate that doubles show on loopback, for `localhost` and 127.0.0.1; nobody trusts it who is not told to. */
export const loopbackTls = makeCertificate();
