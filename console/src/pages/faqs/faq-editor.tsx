import { AutoComplete, Form, Input } from 'antd';
import type { FaqView } from '../../../../src/management/faqs/schemas.ts';
import { useChange } from '../../api/change.ts';
import { api } from '../../api/client.ts';
import { useIdempotencyKeys } from '../../api/idempotency-key.ts';
import { FormDrawer } from '../../components/form-drawer.tsx';
import { useBase } from '../../components/use-base.ts';
import { WithPreview } from '../../components/with-preview.tsx';
import { sharedTexts } from '../../i18n/shared.ts';
import { useTexts } from '../../i18n/texts.ts';
import { type FaqDraft, FaqPreview } from './faq-preview.tsx';
import { faqsTexts } from './texts.ts';

interface FaqEditorProps {
  /** Undefined: a new one. */
  faq: FaqView | undefined;
  /** Of a new one. */
  categories: readonly string[];
  onClose: () => void;
}

/** Writes a question, beside what the app will show. */
export function FaqEditor({ faq: newest, categories, onClose }: FaqEditorProps) {
  const t = useTexts(faqsTexts);
  const [faq, loadNewest] = useBase(newest);
  const shared = useTexts(sharedTexts);
  const { keyFor } = useIdempotencyKeys();
  const save = useChange(
    (words: FaqDraft) =>
      faq
        ? api.patch(`/faqs/${faq.id}`, words, { version: faq.version })
        : api.post('/faqs', words, { idempotencyKey: keyFor(words) }),
    { invalidates: ['faqs'], done: faq ? shared('saved') : t('editor.created'), silent: true },
  );
  return (
    <FormDrawer<FaqDraft>
      open
      title={t(faq ? 'editor.edit' : 'editor.create')}
      width={880}
      initialValues={faq ?? { title: '', content: '', category: '', externalLink: '' }}
      onSubmit={({ title, content, category, externalLink }) =>
        save.mutateAsync({ title, content, category: category?.trim() ?? '', externalLink: externalLink?.trim() ?? '' })
      }
      onClose={onClose}
      onReload={loadNewest}
    >
      <WithPreview preview={<LivePreview />}>
        <Fields categories={categories} />
      </WithPreview>
    </FormDrawer>
  );
}

function Fields({ categories }: { categories: readonly string[] }) {
  const t = useTexts(faqsTexts);
  const shared = useTexts(sharedTexts);
  const required = { required: true, whitespace: true, message: shared('form.required') };
  return (
    <>
      <Form.Item name="title" label={t('editor.title')} rules={[required]} extra={t('editor.titleHint')}>
        <Input maxLength={200} showCount autoComplete="off" />
      </Form.Item>
      <Form.Item name="category" label={t('editor.category')} extra={t('editor.categoryHint')}>
        <AutoComplete
          options={categories.filter(Boolean).map((value) => ({ value }))}
          showSearch={{ filterOption: (typed, option) => (option?.value ?? '').includes(typed) }}
          allowClear
          maxLength={50}
        />
      </Form.Item>
      <Form.Item name="content" label={t('editor.content')} rules={[required]} extra={t('editor.contentHint')}>
        <Input.TextArea autoSize={{ minRows: 8, maxRows: 18 }} maxLength={20_000} showCount />
      </Form.Item>
      <Form.Item
        name="externalLink"
        label={t('editor.link')}
        rules={[{ pattern: /^\s*(https?:\/\/\S+)?\s*$/, message: t('editor.linkRule') }]}
        extra={t('editor.linkHint')}
      >
        <Input type="url" inputMode="url" maxLength={2_000} placeholder="https://" autoComplete="off" />
      </Form.Item>
    </>
  );
}

/** Follows what is typed. */
function LivePreview() {
  const words: FaqDraft = Form.useWatch([]) ?? {};
  return <FaqPreview {...words} />;
}
