import type { AskFormer } from '../../core/ports.ts';
import { createFormerHttp } from './former-http.ts';

/** A former back end: how it is asked, and the captcha that it always takes. */
interface OpenFormer {
  ask: AskFormer;
  captcha?: { id: string; code: string } | undefined;
}

/** Opens a way to each former back end that is named. `onTurn` is told when one is not waited for any more, and when it works again. */
export function openFormers<Contract extends string>(
  formers: Readonly<Partial<Record<Contract, { url: string; captcha?: { id: string; code: string } }>>>,
  onTurn: (contract: Contract, state: 'open' | 'closed') => void,
): Partial<Record<Contract, OpenFormer>> {
  const open: Partial<Record<Contract, OpenFormer>> = {};
  for (const contract of Object.keys(formers) as Contract[]) {
    const { url, captcha } = formers[contract] as { url: string; captcha?: { id: string; code: string } };
    open[contract] = { ask: createFormerHttp(url, (state) => onTurn(contract, state)), captcha };
  }
  return open;
}
