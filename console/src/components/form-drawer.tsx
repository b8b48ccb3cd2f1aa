import { Alert, App, Button, Drawer, Form, type FormProps, Space } from 'antd';
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { asProblem, isChangedMeanwhile } from '../api/problem.ts';
import { sharedTexts } from '../i18n/shared.ts';
import { useTexts } from '../i18n/texts.ts';
import { FirstFocus } from './first-focus.tsx';
import { useFollowing, useRefusals } from './form-fields.ts';
import { LeaveGuard } from './leave-guard.tsx';
import { ProblemAlert } from './problem-alert.tsx';
import { useIsNarrow } from './use-is-narrow.ts';

interface FormDrawerProps<Values extends object> {
  open: boolean;
  title: string;
  initialValues?: Partial<Values>;
  /** Sends it. What it throws is shown: field errors at their fields, the rest above them; rejecting with nothing goes back to the form. */
  onSubmit: (values: Values) => Promise<unknown>;
  /** Closes it: after it was sent, too. */
  onClose: () => void;
  /** Bases the form on the newest state after somebody else's change (`useBase`): fields that nobody touched follow `initialValues`. */
  onReload?: () => void;
  submitText?: string;
  width?: number;
  formProps?: Omit<FormProps<Values>, 'form' | 'initialValues' | 'onFinish'>;
  /** `Form.Item`s, each named as the API's member is: nested members by an array (`['rollout', 'percent']`). */
  children: ReactNode;
}

/** A form in a drawer, its first field ready to be typed in. It keeps what was typed until it was sent or thrown away on purpose. */
export function FormDrawer<Values extends object>({ open, ...rest }: FormDrawerProps<Values>) {
  return open ? <OpenForm {...rest} /> : null;
}

function OpenForm<Values extends object>(props: Omit<FormDrawerProps<Values>, 'open'>) {
  const { title, initialValues, onSubmit, onClose, onReload, submitText, width = 480, formProps, children } = props;
  const t = useTexts(sharedTexts);
  const isNarrow = useIsNarrow();
  const { modal } = App.useApp();
  const [form] = Form.useForm<Values>();
  const [isBusy, setBusy] = useState(false);
  const [told, setTold] = useState<Told>();
  const refusals = useRefusals(form);
  useFollowing(form, initialValues);

  const submit = async (values: Values) => {
    // Enter sends it past the button, which takes no second press.
    if (isBusy) return;
    setBusy(true);
    setTold(undefined);
    refusals.clear();
    try {
      await onSubmit(values);
      onClose();
    } catch (thrown) {
      setBusy(false);
      setTold(thrown ? { error: thrown, isAtField: refusals.show(asProblem(thrown).errors) } : undefined);
    }
  };
  const reload = () => {
    onReload?.();
    setTold('merged');
  };
  const close = () => {
    if (isBusy) return;
    if (!form.isFieldsTouched()) return onClose();
    modal.confirm({
      title: t('form.unsaved'),
      content: t('form.unsavedHint'),
      okText: t('form.discard'),
      okButtonProps: { danger: true },
      cancelText: t('form.keepEditing'),
      focusable: { autoFocusButton: 'cancel' },
      onOk: onClose,
    });
  };

  return (
    <Drawer
      open
      title={title}
      size={isNarrow ? '100%' : width}
      onClose={close}
      autoFocus={false}
      footer={
        <Space style={{ width: '100%', justifyContent: 'flex-end' }}>
          <Button onClick={close}>{t('cancel')}</Button>
          <Button type="primary" loading={isBusy} onClick={() => form.submit()}>
            {submitText ?? t('save')}
          </Button>
        </Space>
      }
    >
      <LeaveGuard
        isNeeded={() => form.isFieldsTouched()}
        title={t('form.unsaved')}
        hint={t('form.leaveHint')}
        leave={t('form.discard')}
        stay={t('form.keepEditing')}
      />
      <Form<Values>
        // Before each field's id: a member may be called as a part of the page is (`content`).
        name="drawer"
        layout="vertical"
        scrollToFirstError={{ focus: true }}
        {...formProps}
        form={form}
        {...(initialValues && { initialValues: initialValues as never })}
        onValuesChange={refusals.forgive}
        onFinish={submit}
        onKeyDown={keepFromSending}
      >
        <FirstFocus />
        <TopLine told={told} onReload={onReload && reload} />
        {children}
        {/* Enter sends the form: the visible button lies outside of it. */}
        <button type="submit" hidden />
      </Form>
    </Drawer>
  );
}

/** Where Enter chooses from what is offered, it must not send the form as well. */
function keepFromSending(event: KeyboardEvent): void {
  const isChoosing = event.target instanceof Element && event.target.role === 'combobox';
  if (event.key === 'Enter' && isChoosing) event.preventDefault();
}

/** What is said above the fields: a problem, or that the newest state was loaded. */
type Told = { error: unknown; isAtField: boolean } | 'merged' | undefined;

interface TopLineProps {
  told: Told;
  onReload: (() => void) | undefined;
}

/** It has the focus when it appears, unless a field that was refused has: however far down the button was that was pressed. */
function TopLine({ told, onReload }: TopLineProps) {
  const line = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (told && (told === 'merged' || !told.isAtField)) line.current?.focus();
  }, [told]);
  if (!told) return null;
  return (
    <div ref={line} tabIndex={-1} style={{ marginBottom: 16 }}>
      {told === 'merged' ? <Merged /> : <FormProblem error={told.error} onReload={onReload} />}
    </div>
  );
}

function Merged() {
  const t = useTexts(sharedTexts);
  return <Alert type="info" showIcon role="status" title={t('form.merged')} />;
}

/** What failed as a whole; fields tell their own. */
function FormProblem({ error, onReload }: { error: unknown; onReload: (() => void) | undefined }) {
  const t = useTexts(sharedTexts);
  if (!isChangedMeanwhile(error)) return <ProblemAlert error={error} />;
  const reload = onReload && (
    <Button size="small" onClick={onReload}>
      {t('problem.loadNewest')}
    </Button>
  );
  return <Alert type="warning" showIcon role="alert" title={t('problem.changed')} action={reload} />;
}
