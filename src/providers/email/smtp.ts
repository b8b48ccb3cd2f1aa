import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import { createTransport, type NodemailerError, type SendMailOptions, type Transporter } from 'nodemailer';
import { DomainError } from '../../core/errors.ts';
import type { EmailSender, Mail, MailLimits } from '../../core/ports.ts';
import { createDialogueLog, createHeadReader, type ObserveDialogue } from './dialogue.ts';
import { judge } from './failures.ts';
import type { SmtpOptions } from './smtp-options.ts';

/** Sends mails through one server, over connections that are kept open. */
export interface SmtpEmail extends EmailSender {
  /** Ends every connection; a mail that is under way fails. */
  close(): void;
}

interface Deps {
  observe?: ObserveDialogue | undefined;
  /** Told, in words, that no mail leaves before somebody changes the settings. */
  onMisconfigured?: ((reason: string) => void) | undefined;
}

const longestMs = 30_000;
const dnsMs = 10_000;
const closeMs = 1_000;
const longestAnswerBytes = 64 * 1024;
/** One address and nothing else: neither a list nor a name, no second line, nothing that would need SMTPUTF8. */
const addressShape = /^[\x21-\x7e]{1,64}@[a-z\d.-]{1,253}$/i;
const addressSyntax = /[<>()[\],;:\\"\s]/;

/** Opens the way; connections are made with the first mail. */
export function openSmtp(options: SmtpOptions, { observe, onMisconfigured }: Deps = {}): SmtpEmail {
  const transport = createPool(options, observe);
  /** Those whose message the server has asked for. */
  const begun = new WeakSet<AbortSignal>();
  onBeginning(transport, (stream, signal) => {
    if (signal) begun.add(signal);
    if (observe) stream.on('data', createHeadReader(observe));
  });

  return {
    async send(mail, { deadlineMs = longestMs, signal: given }: MailLimits = {}) {
      if (!isOneAddress(mail.to)) throw new DomainError('email.rejected', {}, new Error('no single e-mail address'));
      const deadline = AbortSignal.timeout(deadlineMs);
      const signal = AbortSignal.any(given ? [deadline, given] : [deadline]);
      try {
        await transport.sendMail({ ...write(mail, options), signal });
      } catch (error) {
        const hasBegun = begun.has(signal);
        const { error: judged, misconfigured } = judge(error as NodemailerError, { to: mail.to, hasBegun });
        if (misconfigured !== undefined) onMisconfigured?.(misconfigured);
        throw judged;
      }
    },
    close: () => transport.close({ force: true }),
  };
}

function createPool(options: SmtpOptions, observe: ObserveDialogue | undefined) {
  const { host, port, security, ca, login, from, dkim, connections } = options;
  return createTransport({
    pool: true,
    host,
    port,
    // Said in greeting: neither this machine's own name, nor its loopback where it has none.
    name: domainOf(from.address),
    secure: security === 'implicit',
    requireTLS: security === 'required',
    ignoreTLS: security === 'none',
    tls: ca === undefined ? {} : { ca },
    // Else a server that offers no login would be told the mail without one.
    ...(login && { auth: { user: login.user, pass: login.password }, forceAuth: true }),
    ...(dkim && { dkim: { domainName: dkim.domain, keySelector: dkim.selector, privateKey: dkim.privateKey } }),
    maxConnections: connections,
    // Once, for a connection that the server had closed meanwhile; the queue does the rest.
    maxRequeues: 1,
    connectionTimeout: longestMs,
    greetingTimeout: longestMs,
    socketTimeout: longestMs,
    socketCloseTimeout: closeMs,
    dnsTimeout: dnsMs,
    maxResponseSize: longestAnswerBytes,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(observe && { logger: createDialogueLog(observe), transactionLog: true }),
  });
}

/** The message is read when the server has answered DATA, and not before. */
function onBeginning(
  transport: Pick<Transporter, 'use'>,
  tell: (stream: Readable, signal: AbortSignal | undefined) => void,
): void {
  transport.use('stream', ({ message, data }, done) => {
    const createReadStream = message.createReadStream.bind(message);
    message.createReadStream = (...given) => {
      const stream = createReadStream(...given);
      return stream.once('resume', () => tell(stream, data.signal));
    };
    done();
  });
}

function isOneAddress(text: string): boolean {
  return addressShape.test(text) && !addressSyntax.test(text);
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}

function write(mail: Mail, { from, replyTo }: SmtpOptions): SendMailOptions {
  const name = from.name ?? mail.senderName ?? '';
  return {
    from: { name, address: from.address },
    to: { name: '', address: mail.to },
    ...(replyTo !== undefined && { replyTo: { name: '', address: replyTo } }),
    // The recipient's own, so that nothing in the headers could add another one.
    envelope: { from: from.address, to: [mail.to] },
    messageId: `<${mail.key ?? randomUUID()}@${domainOf(from.address)}>`,
    subject: mail.subject,
    text: mail.text,
    ...(mail.html !== '' && { html: mail.html }),
    attachments: (mail.pictures ?? []).map(({ cid, contentType, bytes }) => ({
      cid,
      contentType,
      content: Buffer.from(bytes),
      contentDisposition: 'inline',
      filename: false,
    })),
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
  };
}
