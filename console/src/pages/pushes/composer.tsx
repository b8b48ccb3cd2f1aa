import { App, Form, Input } from 'antd';
import { useState } from 'react';
import type { PushDetail } from '../../../../src/management/pushes/schemas.ts';
import { useChange } from '../../api/change.ts';
import { api } from '../../api/client.ts';
import { useIdempotencyKeys } from '../../api/idempotency-key.ts';
import { FormDrawer } from '../../components/form-drawer.tsx';
import { useBase } from '../../components/use-base.ts';
import { WithPreview } from '../../components/with-preview.tsx';
import { sharedTexts } from '../../i18n/shared.ts';
import { useTexts } from '../../i18n/texts.ts';
import { AudienceField } from './audience-field.tsx';
import { ConfirmSending, type Draft } from './confirm-sending.tsx';
import { NotificationPreview } from './notification-preview.tsx';
import type { To } from './push-queries.ts';
import { type SendAt, SendTimeField } from './send-time-field.tsx';
import { pushesTexts } from './texts.ts';

/** A draft that was sent off and waits for its last confirmation. */
interface Asked {
  draft: Draft;
  confirm: () => void;
  withdraw: () => void;
}

interface ComposerProps {
  /** A push that waits for its time; undefined: a new one. */
  push: PushDetail | undefined;
  onClose: () => void;
}

/** Writes a push, beside the notification that it will be; asks once more before it goes. */
export function Composer({ push: newest, onClose }: ComposerProps) {
  const t = useTexts(pushesTexts);
  const [push, loadNewest] = useBase(newest);
  const { keyFor } = useIdempotencyKeys();
  const { message } = App.useApp();
  const [asked, setAsked] = useState<Asked>();
  const send = useChange(
    (draft: Draft) => {
      const body = { ...draft, sendAt: draft.sendAt ?? undefined };
      if (push) return api.patch(`/pushes/${push.id}`, body, { version: push.version });
      return api.post('/pushes', body, { idempotencyKey: keyFor(body) });
    },
    { invalidates: ['pushes'], silent: true },
  );
  const sendOff = async (draft: Draft) => {
    await send.mutateAsync(draft);
    message.success(t(push ? 'confirm.changed' : draft.sendAt ? 'confirm.scheduled' : 'confirm.sent'));
  };
  // The form stays busy until the confirmation is given; without it, it is as it was.
  const ask = (draft: Draft) =>
    new Promise<void>((resolve, reject) => {
      let isAnswered = false;
      const once = (act: () => void) => () => {
        if (isAnswered) return;
        isAnswered = true;
        setAsked(undefined);
        act();
      };
      setAsked({
        draft,
        confirm: once(() => sendOff(draft).then(resolve, reject)),
        withdraw: once(() => reject(undefined)),
      });
    });
  return (
    <>
      <FormDrawer<Draft>
        open
        title={t(push ? 'composer.edit' : 'composer.create')}
        width={880}
        submitText={t('composer.next')}
        initialValues={push ? toDraft(push) : { to: 'everyone' }}
        onSubmit={ask}
        onClose={onClose}
        {...(push && { onReload: loadNewest })}
      >
        <WithPreview preview={<LivePreview />}>
          <Fields push={push} />
        </WithPreview>
      </FormDrawer>
      {asked && (
        <ConfirmSending
          draft={asked.draft}
          isChange={push !== undefined}
          onConfirm={asked.confirm}
          onClose={asked.withdraw}
        />
      )}
    </>
  );
}

function Fields({ push }: { push: PushDetail | undefined }) {
  const t = useTexts(pushesTexts);
  const shared = useTexts(sharedTexts);
  const required = { required: true, whitespace: true, message: shared('form.required') };
  return (
    <>
      <Form.Item name="title" label={t('composer.titleField')} rules={[required]}>
        <Input maxLength={100} showCount autoComplete="off" />
      </Form.Item>
      <Form.Item name="body" label={t('composer.body')} rules={[required]}>
        <Input.TextArea autoSize={{ minRows: 4, maxRows: 12 }} maxLength={4_000} showCount />
      </Form.Item>
      <Form.Item
        name="to"
        label={t('composer.to')}
        validateTrigger={[]}
        rules={[{ validator: (_, to: To) => refuse(to.length === 0, t('composer.pickRequired')) }]}
      >
        <AudienceField known={push?.recipients ?? []} />
      </Form.Item>
      <Form.Item
        name="sendAt"
        label={t('composer.when')}
        validateTrigger={[]}
        rules={[{ validator: (_, at: SendAt) => refuse(at === null, t('composer.laterRequired')) }]}
      >
        <SendTimeField isScheduled={push !== undefined} />
      </Form.Item>
    </>
  );
}

async function refuse(isWrong: boolean, words: string): Promise<void> {
  if (isWrong) throw new Error(words);
}

function LivePreview() {
  const draft: Partial<Draft> = Form.useWatch([]) ?? {};
  return <NotificationPreview title={draft.title} body={draft.body} />;
}

function toDraft({ title, body, recipientCount, recipients, sendAt }: PushDetail): Draft {
  return { title, body, sendAt, to: recipientCount === null ? 'everyone' : recipients.map(({ id }) => id) };
}
