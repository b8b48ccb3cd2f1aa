import { CloudUploadOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Drawer, Flex, Form, Input, Upload } from 'antd';
import type { UploadFile } from 'antd/es/upload/interface';
import { useState } from 'react';
import type { ReleaseView } from '../../../../src/management/releases/schemas.ts';
import { api } from '../../api/client.ts';
import type { Page } from '../../api/cursor-list.ts';
import { asProblem } from '../../api/problem.ts';
import { FirstFocus } from '../../components/first-focus.tsx';
import { useRefusals } from '../../components/form-fields.ts';
import { LeaveGuard } from '../../components/leave-guard.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { useIsNarrow } from '../../components/use-is-narrow.ts';
import { useWholeNumber } from '../../components/whole-number.ts';
import { sharedTexts } from '../../i18n/shared.ts';
import { useTexts } from '../../i18n/texts.ts';
import { ChannelField, channelPattern } from './channel-field.tsx';
import { RolloutField } from './rollout-field.tsx';
import { releasesTexts } from './texts.ts';
import { UploadProgress } from './upload-progress.tsx';
import { isCancelled, useUpload } from './use-upload.ts';

interface UploadValues {
  files: UploadFile[];
  version: string;
  channel: string;
  rolloutPercent: number;
  notes?: string;
}

interface UploadDrawerProps {
  onClose: () => void;
}

/** Publishes a release: the form stays as it is until the server has the whole file. */
export function UploadDrawer({ onClose }: UploadDrawerProps) {
  const t = useTexts(releasesTexts);
  const shared = useTexts(sharedTexts);
  const isNarrow = useIsNarrow();
  const { message, modal } = App.useApp();
  const queries = useQueryClient();
  const { progress, ...upload } = useUpload();
  const [form] = Form.useForm<UploadValues>();
  const [failure, setFailure] = useState<unknown>();
  const refusals = useRefusals(form);
  const [isAsking, setAsking] = useState(false);
  const isUploading = progress !== undefined;

  const submit = async (values: UploadValues) => {
    const file = values.files[0]?.originFileObj;
    if (!file) return;
    setFailure(undefined);
    refusals.clear();
    setAsking(true);
    try {
      // The server would say so only when it has the whole file.
      if (await isTaken(values.version)) {
        refusals.show([{ pointer: '/version', detail: t('form.versionTaken') }]);
        return;
      }
      const { version } = await upload.send(toForm(values, file), file.size);
      message.success(t('form.published', { version }));
      onClose();
      await queries.invalidateQueries({ queryKey: ['releases'] });
    } catch (error) {
      setFailure(error);
      const problems = asProblem(error).errors;
      refusals.show(problems.map((each) => (each.pointer === '/file' ? { ...each, pointer: '/files' } : each)));
    } finally {
      setAsking(false);
    }
  };
  const focusable = { autoFocusButton: 'cancel' } as const;
  const ask = (title: string, content: string, okText: string, cancelText: string, onOk: () => void) =>
    modal.confirm({ title, content, okText, okButtonProps: { danger: true }, cancelText, focusable, onOk });
  const cancel = () =>
    ask(t('upload.cancelTitle'), t('upload.cancelHint'), t('upload.cancel'), t('upload.stay'), upload.cancel);
  const close = () => {
    if (isUploading) cancel();
    else if (!form.isFieldsTouched()) onClose();
    else
      ask(
        shared('form.unsaved'),
        shared('form.unsavedHint'),
        shared('form.discard'),
        shared('form.keepEditing'),
        onClose,
      );
  };

  return (
    <Drawer
      open
      title={t('form.title')}
      size={isNarrow ? '100%' : 520}
      onClose={close}
      autoFocus={false}
      footer={
        progress ? (
          <UploadProgress progress={progress} onCancel={cancel} />
        ) : (
          <Flex gap={8} justify="end">
            <Button onClick={close}>{shared('cancel')}</Button>
            <Button type="primary" loading={isAsking} onClick={() => form.submit()}>
              {t('form.submit')}
            </Button>
          </Flex>
        )
      }
    >
      <Guard isUploading={isUploading} isTouched={() => form.isFieldsTouched()} />
      <Form<UploadValues>
        name="release"
        layout="vertical"
        form={form}
        disabled={isUploading}
        scrollToFirstError={{ focus: true }}
        initialValues={{ files: [], channel: 'stable', rolloutPercent: 100 }}
        onValuesChange={refusals.forgive}
        onFinish={submit}
      >
        <FirstFocus />
        <Failure error={failure} />
        <Fields />
      </Form>
    </Drawer>
  );
}

interface GuardProps {
  isUploading: boolean;
  isTouched: () => boolean;
}

/** While an upload is on its way it is that which would be lost. */
function Guard({ isUploading, isTouched }: GuardProps) {
  const t = useTexts(releasesTexts);
  const shared = useTexts(sharedTexts);
  return isUploading ? (
    <LeaveGuard
      isNeeded={() => true}
      title={t('upload.leaveTitle')}
      hint={t('upload.leaveHint')}
      leave={t('upload.leave')}
      stay={t('upload.stay')}
    />
  ) : (
    <LeaveGuard
      isNeeded={isTouched}
      title={shared('form.unsaved')}
      hint={shared('form.leaveHint')}
      leave={shared('form.discard')}
      stay={shared('form.keepEditing')}
    />
  );
}

function Failure({ error }: { error: unknown }) {
  const t = useTexts(releasesTexts);
  if (!error) return null;
  return (
    <div style={{ marginBottom: 16 }}>
      {isCancelled(error) ? (
        <Alert type="info" showIcon title={t('upload.cancelled')} />
      ) : (
        <ProblemAlert error={error} />
      )}
    </div>
  );
}

function Fields() {
  const t = useTexts(releasesTexts);
  const form = Form.useFormInstance<UploadValues>();
  const [files = [], version = ''] = [Form.useWatch('files', form), Form.useWatch('version', form)];
  const path = files[0] && version && pathOf(files[0].name, version);
  const guessVersion = (list: UploadFile[]): UploadFile[] => {
    const newest = list.slice(-1);
    const [guess] = /\d+(\.\d+)+(-[0-9A-Za-z.]*\d)?/.exec(newest[0]?.name ?? '') ?? [];
    if (guess && !form.getFieldValue('version')) form.setFieldValue('version', guess);
    return newest;
  };
  return (
    <>
      <Form.Item
        name="files"
        label={t('form.file')}
        valuePropName="fileList"
        getValueFromEvent={({ fileList }: { fileList: UploadFile[] }) => guessVersion(fileList)}
        rules={[{ required: true, type: 'array', min: 1, message: t('form.needFile') }]}
      >
        <Upload.Dragger beforeUpload={() => false} maxCount={1}>
          <p style={{ margin: '0 0 4px', fontSize: 28 }}>
            <CloudUploadOutlined aria-hidden />
          </p>
          <p style={{ margin: 0 }}>{t('form.drop')}</p>
          <p style={{ margin: 0, color: 'var(--ant-color-text-secondary)' }}>{t('form.dropHint')}</p>
        </Upload.Dragger>
      </Form.Item>
      <Form.Item
        name="version"
        label={t('form.version')}
        extra={path && t('form.willBe', { path })}
        rules={[
          { required: true, pattern: /^(?!.*\.\.)[0-9A-Za-z][0-9A-Za-z.+_-]{0,63}$/, message: t('form.versionRule') },
        ]}
      >
        <Input autoComplete="off" maxLength={64} placeholder="1.2.0" />
      </Form.Item>
      <ReleaseWordFields />
    </>
  );
}

/** What can be said anew later, too. */
export function ReleaseWordFields() {
  const t = useTexts(releasesTexts);
  return (
    <>
      <Form.Item
        name="channel"
        label={t('channel')}
        extra={t('form.channelHint')}
        rules={[{ required: true, pattern: channelPattern, message: t('form.channelRule') }]}
      >
        <ChannelField />
      </Form.Item>
      <Form.Item name="rolloutPercent" label={t('rollout.label')} rules={[useWholeNumber(0, 100)]}>
        <RolloutField />
      </Form.Item>
      <Form.Item name="notes" label={t('notes')} extra={t('form.notesHint')}>
        <Input.TextArea autoSize={{ minRows: 4, maxRows: 14 }} maxLength={10_000} />
      </Form.Item>
    </>
  );
}

async function isTaken(version: string): Promise<boolean> {
  const { items } = await api.get<Page<ReleaseView>>('/releases', { query: { version } });
  return items.length > 0;
}

function toForm({ version, channel, rolloutPercent, notes }: UploadValues, file: File): FormData {
  const form = new FormData();
  form.append('version', version);
  form.append('channel', channel);
  form.append('rolloutPercent', String(rolloutPercent));
  if (notes) form.append('notes', notes);
  form.append('file', file, file.name);
  return form;
}

/** As the server names it: the file name split at its first dot. */
function pathOf(fileName: string, version: string): string {
  const dot = fileName.indexOf('.');
  const stemLength = dot === -1 ? fileName.length : dot;
  return `/dist/${fileName.slice(0, stemLength)}-${version}${fileName.slice(stemLength)}`;
}
