import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import { makeCertificate } from '../../support/certificate.ts';

/** Where a dialogue can go wrong. `message`: when the whole message is there, and is not answered yet. */
export type Stage = 'greeting' | 'login' | 'sender' | 'recipient' | 'message';

/** How the server behaves; may be changed while it runs. */
export interface SmtpBehaviour {
  /** It never answers there. */
  hangAt?: Stage | undefined;
  /** It answers so there. */
  refuse?: { at: Exclude<Stage, 'greeting'>; code: number; text: string } | undefined;
  /** It drops the connection when it has the whole message. */
  resetAfterData?: boolean | undefined;
}

/** A mail as it came. */
export interface ReceivedMail {
  from: string;
  to: string[];
  /** Whether the connection was encrypted, and who had logged in. */
  secure: boolean;
  user: string | undefined;
  raw: string;
}

export interface SmtpDouble {
  port: number;
  /** The file of the certificate that it shows. */
  caFile: string;
  behaviour: SmtpBehaviour;
  /** Those that it took. */
  mails: ReceivedMail[];
  /** How many whole messages it was given, taken or not. */
  messages(): number;
  /** How many connections were made. */
  connections(): number;
  /** Resets every connection: what hangs on them ends. */
  dropConnections(): void;
  /** What a Portico that sends through it is told. */
  environment: Record<string, string>;
}

export interface SmtpDoubleOptions {
  /** From the first byte; else it offers STARTTLS. */
  implicitTls?: boolean;
  /** It knows no STARTTLS. */
  withoutTls?: boolean;
  behaviour?: SmtpBehaviour;
  /** Whom its certificate is for; `localhost` unless told. */
  certificateFor?: string;
}

/** The only ones that it lets in. */
export const smtpLogin = { user: 'portico@sender.example', password: 'smtp-password-for-tests' } as const;

interface Endings {
  after(ending: () => Promise<void> | void): void;
}

type Answer = (error?: Error | null) => void;

/** A mail server on loopback with a certificate of its own making; ends with the test. */
export async function startSmtpDouble(context: Endings, options: SmtpDoubleOptions = {}): Promise<SmtpDouble> {
  const { cert, key } = makeCertificate(options.certificateFor);
  const folder = mkdtempSync(join(tmpdir(), 'portico-smtp-'));
  const caFile = join(folder, 'ca.pem');
  writeFileSync(caFile, cert);
  const seen = { connections: 0, messages: 0 };
  const mails: ReceivedMail[] = [];
  const behaviour: SmtpBehaviour = { ...options.behaviour };
  /** By the port at the other end. */
  const sockets = new Map<number | undefined, Socket>();
  const reset = ({ remotePort }: SMTPServerSession): void => {
    sockets.get(remotePort)?.resetAndDestroy();
  };
  const server = new SMTPServer({
    secure: options.implicitTls === true,
    disabledCommands: options.withoutTls ? ['STARTTLS'] : [],
    allowInsecureAuth: options.withoutTls === true,
    authOptional: true,
    disableReverseLookup: true,
    closeTimeout: 1,
    cert,
    key,
    ...answersOf({ behaviour, seen, mails, reset }),
  });
  server.server.on('connection', (socket: Socket) => {
    const { remotePort } = socket;
    seen.connections += 1;
    sockets.set(remotePort, socket);
    socket.once('close', () => sockets.delete(remotePort));
  });
  // Of clients that go away, or do not trust the certificate.
  server.on('error', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  context.after(async () => {
    // Not by its sockets: Node.js crashes where one is destroyed beneath a TLS handshake.
    await new Promise<void>((resolve) => server.close(() => resolve()));
    rmSync(folder, { recursive: true, force: true });
  });
  const { port } = server.server.address() as AddressInfo;
  return {
    port,
    caFile,
    behaviour,
    mails,
    messages: () => seen.messages,
    connections: () => seen.connections,
    dropConnections() {
      for (const socket of sockets.values()) socket.resetAndDestroy();
    },
    environment: environmentOf(port, caFile, options),
  };
}

function answersOf(kept: {
  behaviour: SmtpBehaviour;
  seen: { connections: number; messages: number };
  mails: ReceivedMail[];
  reset(session: SMTPServerSession): void;
}) {
  const { behaviour, seen, mails, reset } = kept;
  /** Answers as the behaviour of that moment wants it, or not at all. */
  function at(stage: Stage, answer: Answer): void {
    if (behaviour.hangAt === stage) return;
    const { refuse } = behaviour;
    if (refuse?.at === stage) answer(Object.assign(new Error(refuse.text), { responseCode: refuse.code }));
    else answer();
  }
  return {
    onConnect(_session: SMTPServerSession, answer: Answer) {
      at('greeting', answer);
    },
    onAuth(
      auth: { username?: string | null | undefined; password?: string | null | undefined },
      _session: SMTPServerSession,
      answer: (error: Error | null | undefined, response?: { user: string }) => void,
    ) {
      const isRight = auth.username === smtpLogin.user && auth.password === smtpLogin.password;
      const wrong = Object.assign(new Error('5.7.8 wrong user or password'), { responseCode: 535 });
      at('login', (error) => (error || !isRight ? answer(error ?? wrong) : answer(null, { user: smtpLogin.user })));
    },
    onMailFrom: (_address: unknown, _session: SMTPServerSession, answer: Answer) => at('sender', answer),
    onRcptTo: (_address: unknown, _session: SMTPServerSession, answer: Answer) => at('recipient', answer),
    onData(stream: SMTPServerDataStream, session: SMTPServerSession, answer: Answer) {
      const pieces: Buffer[] = [];
      stream.on('data', (piece: Buffer) => pieces.push(piece));
      stream.once('end', () => {
        seen.messages += 1;
        if (behaviour.resetAfterData) return reset(session);
        at('message', (error) => {
          if (!error) mails.push(receive(session, Buffer.concat(pieces)));
          answer(error);
        });
      });
    },
  };
}

function receive({ envelope, secure, user }: SMTPServerSession, raw: Buffer): ReceivedMail {
  return {
    from: envelope.mailFrom === false ? '' : envelope.mailFrom.address,
    to: envelope.rcptTo.map(({ address }) => address),
    secure,
    user,
    raw: raw.toString('utf8'),
  };
}

function environmentOf(port: number, caFile: string, options: SmtpDoubleOptions): Record<string, string> {
  return {
    PORTICO_EMAIL: 'smtp',
    PORTICO_SMTP_HOST: 'localhost',
    PORTICO_SMTP_PORT: String(port),
    PORTICO_SMTP_TLS: options.withoutTls ? 'none' : options.implicitTls ? 'implicit' : 'required',
    PORTICO_SMTP_CA_FILE: caFile,
    PORTICO_SMTP_FROM: 'no-reply@sender.example',
    PORTICO_SMTP_USER: smtpLogin.user,
    PORTICO_SMTP_PASSWORD: smtpLogin.password,
  };
}
