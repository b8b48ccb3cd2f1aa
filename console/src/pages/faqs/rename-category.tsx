import { AutoComplete, Form } from 'antd';
import { useChange } from '../../api/change.ts';
import { api } from '../../api/client.ts';
import { FormDrawer } from '../../components/form-drawer.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { faqsTexts } from './texts.ts';

interface RenameCategoryProps {
  from: string;
  categories: readonly string[];
  onClose: () => void;
}

/** Moves all questions of a category to another name. */
export function RenameCategory({ from, categories, onClose }: RenameCategoryProps) {
  const t = useTexts(faqsTexts);
  const rename = useChange((to: string) => api.post('/faqs/categories/rename', { from, to }), {
    invalidates: ['faqs'],
    done: t('category.renamed'),
    silent: true,
  });
  return (
    <FormDrawer<{ to?: string }>
      open
      title={t('category.renameOf', { category: from || t('uncategorised') })}
      width={420}
      initialValues={{ to: from }}
      onSubmit={({ to = '' }) => rename.mutateAsync(to.trim())}
      onClose={onClose}
    >
      <Form.Item name="to" label={t('category.newName')} extra={t('category.renameHint')}>
        <AutoComplete options={categories.filter(Boolean).map((value) => ({ value }))} allowClear maxLength={50} />
      </Form.Item>
    </FormDrawer>
  );
}
