import { Form, Input } from 'antd';
import type { CannedAnswerView, CategoryView } from '../../../../src/management/feedback/schemas.ts';
import { sharedTexts } from '../../i18n/shared.ts';
import { useTexts } from '../../i18n/texts.ts';
import { ManageDrawer } from './manage-drawer.tsx';
import { feedbackTexts } from './texts.ts';

interface ManageProps {
  onClose: () => void;
}

function useRequired() {
  const shared = useTexts(sharedTexts);
  return { required: true, whitespace: true, message: shared('form.required') };
}

/** The answers that are kept ready. */
export function ManageCannedAnswers({ onClose }: ManageProps) {
  const t = useTexts(feedbackTexts);
  const required = useRequired();
  return (
    <ManageDrawer<CannedAnswerView>
      area="canned-answers"
      alsoShownIn={[]}
      words={{
        title: t('canned.title'),
        hint: t('canned.hint'),
        add: t('canned.add'),
        edit: t('canned.edit'),
        empty: t('canned.empty'),
        emptyHint: t('canned.emptyHint'),
      }}
      nameOf={({ title }) => title}
      detailOf={({ content }) => content}
      consequencesOf={() => [t('canned.removed')]}
      fields={
        <>
          <Form.Item name="title" label={t('canned.name')} rules={[required]} extra={t('canned.nameHint')}>
            <Input maxLength={50} showCount autoComplete="off" />
          </Form.Item>
          <Form.Item name="content" label={t('canned.content')} rules={[required]} extra={t('canned.hint')}>
            <Input.TextArea autoSize={{ minRows: 5, maxRows: 14 }} maxLength={5_000} showCount />
          </Form.Item>
        </>
      }
      onClose={onClose}
    />
  );
}

/** What feedback can be about. */
export function ManageCategories({ onClose }: ManageProps) {
  const t = useTexts(feedbackTexts);
  const required = useRequired();
  const usesOf = ({ uses, moreUses }: CategoryView): string =>
    t(moreUses ? 'categories.moreUses' : 'categories.uses', { count: uses });
  return (
    <ManageDrawer<CategoryView>
      area="feedback-categories"
      alsoShownIn={['feedback']}
      words={{
        title: t('categories.title'),
        hint: t('categories.hint'),
        add: t('categories.add'),
        edit: t('categories.edit'),
        empty: t('categories.empty'),
        emptyHint: t('categories.emptyHint'),
      }}
      nameOf={({ name }) => name}
      detailOf={(category) => [category.description, usesOf(category)].filter(Boolean).join(' · ')}
      consequencesOf={(category) => [
        t('categories.removed'),
        category.uses > 0 ? t('categories.unfiled', { uses: usesOf(category) }) : t('categories.unused'),
      ]}
      fields={
        <>
          <Form.Item name="name" label={t('categories.name')} rules={[required]}>
            <Input maxLength={50} showCount autoComplete="off" />
          </Form.Item>
          <Form.Item name="description" label={t('categories.description')} extra={t('categories.descriptionHint')}>
            <Input.TextArea autoSize={{ minRows: 2 }} maxLength={200} showCount />
          </Form.Item>
        </>
      }
      onClose={onClose}
    />
  );
}
