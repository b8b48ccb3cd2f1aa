import { Alert, App, Button, Drawer, Form, type FormProps, Space } from 'antd';
import { type ReactNode, useState } from 'react';
import { asProblem, type FieldProblem, isChangedMeanwhile } from '../api/problem.ts';
import { sharedTexts } from '../i18n/shared.ts';
import { useTexts } from '../i18n/texts.ts';
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
  /** Loads the newest state after somebody else's change; the form is closed then. */
  onReload?: () => void;
  submitText?: string;
  width?: number;
  formProps?: Omit<FormProps<Values>, 'form' | 'initialValues' | 'onFinish'>;
  /** `Form.Item`s, each named as the API's member is: nested members by an array (`['rollout', 'percent']`). */
  children: ReactNode;
}

/** A form in a drawer. It keeps what was typed until it was sent or thrown away on purpose. */
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
  const [error, setError] = useState<unknown>();

  const submit = async (values: Values) => {
    setBusy(true);
    setError(undefined);
    try {
      await onSubmit(values);
      onClose();
    } catch (thrown) {
      setError(thrown);
      setBusy(false);
      showAtFields(thrown);
    }
  };
  const showAtFields = (thrown: unknown) => {
    const fields = asProblem(thrown).errors.map(fieldOf);
    // biome-ignore lint/suspicious/noExplicitAny: which names there are is known only where the form is written
    form.setFields(fields as any);
    if (fields[0]) form.scrollToField(fields[0].name as never, { focus: true });
  };
  const reload = () => {
    onReload?.();
    onClose();
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
      onOk: onClose,
    });
  };

  return (
    <Drawer
      open
      title={title}
      size={isNarrow ? '100%' : width}
      onClose={close}
      footer={
        <Space style={{ width: '100%', justifyContent: 'flex-end' }}>
          <Button onClick={close}>{t('cancel')}</Button>
          <Button type="primary" loading={isBusy} onClick={() => form.submit()}>
            {submitText ?? t('save')}
          </Button>
        </Space>
      }
    >
      <Form<Values>
        // Before each field's id: a member may be called as a part of the page is (`content`).
        name="drawer"
        layout="vertical"
        scrollToFirstError={{ focus: true }}
        {...formProps}
        form={form}
        {...(initialValues && { initialValues: initialValues as never })}
        onFinish={submit}
      >
        <FormProblem error={error} onReload={onReload && reload} />
        {children}
        {/* Enter sends the form: the visible button lies outside of it. */}
        <button type="submit" hidden />
      </Form>
    </Drawer>
  );
}

/** What failed as a whole; fields tell their own. */
function FormProblem({ error, onReload }: { error: unknown; onReload: (() => void) | undefined }) {
  const t = useTexts(sharedTexts);
  if (!error) return null;
  const style = { marginBottom: 16 };
  if (isChangedMeanwhile(error)) {
    const reload = onReload && (
      <Button size="small" onClick={onReload}>
        {t('problem.loadNewest')}
      </Button>
    );
    return <Alert type="warning" showIcon role="alert" title={t('problem.changed')} action={reload} style={style} />;
  }
  return (
    <div style={style}>
      <ProblemAlert error={error} />
    </div>
  );
}

/** `/rollout/percent` as antd names it: `['rollout', 'percent']`. */
function fieldOf({ pointer, detail }: FieldProblem): { name: Array<string | number>; errors: string[] } {
  const name = pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
  return { name, errors: [detail] };
}
