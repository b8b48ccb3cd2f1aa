import { CompassOutlined } from '@ant-design/icons';
import { useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import { EmptyState } from '../components/empty-state.tsx';
import { PageHeader } from '../components/page-header.tsx';
import { useTexts } from '../i18n/texts.ts';
import { appTexts } from './texts.ts';

/** Shown for an address that is nobody's. */
export function NotFoundPage() {
  const t = useTexts(appTexts);
  const navigate = useNavigate();
  const goHome = (
    <Button type="primary" onClick={() => navigate({ to: '/' })}>
      {t('notFound.action')}
    </Button>
  );
  return (
    <>
      <PageHeader title={t('notFound.title')} />
      <EmptyState icon={<CompassOutlined />} title={t('notFound.title')} hint={t('notFound.hint')} action={goHome} />
    </>
  );
}
