import { mask } from '../vendor-http/exchange.ts';

/** Is told each line of an SMTP dialogue as it left or came, secrets masked; only the command that tries a provider asks. */
export type ObserveDialogue = (line: string) => void;

const openCommand = /^(?:EHLO|HELO|STARTTLS|MAIL FROM|RCPT TO|DATA|RSET|NOOP|QUIT|\.)/;

/** What nodemailer tells its logger: `tnx` says what a text is about. */
type Tell = (entry: { tnx?: string } | undefined, text?: string, ...values: unknown[]) => void;

/** A logger for nodemailer that tells `observe` the commands and the answers. */
export function createDialogueLog(observe: ObserveDialogue): Record<'debug' | 'info' | 'warn' | 'error', Tell> {
  const tell: Tell = (entry, text = '') => {
    if (entry?.tnx === 'client') observe(`> ${maskCommand(text)}`);
    else if (entry?.tnx === 'server') for (const line of text.split('\n')) observe(`< ${line}`);
  };
  const tellOfTls: Tell = (entry, text = '', ...values) => {
    if (entry?.tnx === 'smtp' && text.includes('STARTTLS')) observe(`* ${text}`);
    if (entry?.tnx === 'network' && values[0] === 'Secure connection') observe('* Secure connection established');
  };
  return { debug: tell, info: tellOfTls, warn: () => undefined, error: () => undefined };
}

/** Credentials go as lines of their own in some mechanisms: whatever is no command that we know is one. */
function maskCommand(command: string): string {
  if (openCommand.test(command)) return command;
  const mechanism = /^AUTH [A-Z\d-]+/.exec(command)?.[0];
  return mechanism === undefined ? mask : command === mechanism ? command : `${mechanism} ${mask}`;
}

/** Tells `observe` the head of one message, which comes in pieces that end anywhere. */
export function createHeadReader(observe: ObserveDialogue): (piece: Buffer) => void {
  let kept = '';
  let isOver = false;
  return (piece) => {
    if (isOver) return;
    kept += piece.toString('latin1');
    const end = /\r?\n\r?\n/.exec(kept);
    if (!end) return;
    isOver = true;
    for (const line of kept.slice(0, end.index).split(/\r?\n/)) observe(`> ${line}`);
    observe('> (the body)');
  };
}
