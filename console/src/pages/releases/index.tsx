import { CloudUploadOutlined } from '@ant-design/icons';
import { Link } from '@tanstack/react-router';
import { Button, Flex, Select, Tag, Tooltip } from 'antd';
import { useState } from 'react';
import type { ReleaseView } from '../../../../src/management/releases/schemas.ts';
import { useCursorList } from '../../api/cursor-list.ts';
import { useRights } from '../../api/session.ts';
import { useFilters } from '../../app/filters.ts';
import { CopyText } from '../../components/copy-text.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { ResponsiveTable } from '../../components/responsive-table.tsx';
import { ShortText } from '../../components/short-text.tsx';
import { useLanguage } from '../../i18n/i18n.ts';
import { sharedTexts } from '../../i18n/shared.ts';
import { useTexts } from '../../i18n/texts.ts';
import { ReleaseActions } from './release-actions.tsx';
import styles from './releases.module.css';
import { RolloutCell } from './rollout-cell.tsx';
import { formatBytes } from './sizes.ts';
import { releasesTexts } from './texts.ts';
import { UploadDrawer } from './upload-drawer.tsx';

const noFilters = { channel: '' };

/** What the desktop fleet upgrades to. */
export function ReleasesPage() {
  const t = useTexts(releasesTexts);
  const language = useLanguage();
  const may = useRights();
  const [filters, setFilters] = useFilters(noFilters);
  const list = useCursorList<ReleaseView>('releases', '/releases', filters);
  const [isPublishing, setPublishing] = useState(false);
  const publish = may('releases:write') && (
    <Button type="primary" icon={<CloudUploadOutlined />} onClick={() => setPublishing(true)}>
      {t('publish')}
    </Button>
  );
  const newest = filters.channel === '' && list.pager.page === 1 ? findNewest(list.items) : undefined;
  const versionOf = (release: ReleaseView) => <Version release={release} isNewest={release === newest} />;
  const channels = [...new Set(['stable', 'beta', ...list.items.map(({ channel }) => channel), filters.channel])];
  return (
    <>
      <PageHeader title={t('title')} hint={t('hint')} actions={publish} />
      <Flex style={{ marginBottom: 16 }}>
        <Select
          value={filters.channel}
          onChange={(channel) => setFilters({ channel })}
          aria-label={t('channel')}
          popupMatchSelectWidth={false}
          style={{ width: 160 }}
          options={[
            { value: '', label: t('anyChannel') },
            ...channels.filter(Boolean).map((value) => ({ value, label: value })),
          ]}
        />
      </Flex>
      <ResponsiveTable
        list={list}
        label={t('title')}
        rowKey={({ id }) => id}
        rowClassName={({ withdrawnAt }) => (withdrawnAt === null ? '' : (styles.withdrawn ?? ''))}
        expandable={{ expandedRowRender: (release) => <Details release={release} /> }}
        columns={[
          { title: t('columns.version'), key: 'version', render: (_, release) => versionOf(release) },
          { title: t('columns.rollout'), key: 'rollout', render: (_, release) => <RolloutCell release={release} /> },
          { title: t('columns.size'), key: 'size', render: (_, { sizeBytes }) => formatBytes(sizeBytes, language) },
          { title: t('columns.hash'), key: 'hash', render: (_, { sha256 }) => <Hash sha256={sha256} /> },
          {
            title: t('columns.downloads'),
            key: 'downloads',
            align: 'end',
            render: (_, { downloads }) => downloads.toLocaleString(language),
          },
          { title: t('columns.published'), key: 'published', render: (_, release) => <Published release={release} /> },
          {
            title: t('columns.actions'),
            key: 'actions',
            fixed: 'end',
            width: 72,
            render: (_, release) => <ReleaseActions release={release} />,
          },
        ]}
        card={(release) => (
          <Flex vertical gap={8}>
            <Flex justify="space-between" align="start">
              {versionOf(release)}
              <ReleaseActions release={release} />
            </Flex>
            <div>
              <RolloutCell release={release} />
            </div>
            <Flex gap={16} wrap>
              <span>{formatBytes(release.sizeBytes, language)}</span>
              <span>
                {t('columns.downloads')} {release.downloads.toLocaleString(language)}
              </span>
            </Flex>
            <Published release={release} />
            <Details release={release} />
          </Flex>
        )}
        empty={<Empty isFiltered={filters.channel !== ''} onClear={() => setFilters(noFilters)} publish={publish} />}
      />
      {isPublishing && <UploadDrawer onClose={() => setPublishing(false)} />}
    </>
  );
}

/** What every device of the stable channel is offered. */
function findNewest(releases: readonly ReleaseView[]): ReleaseView | undefined {
  return releases.find(
    ({ withdrawnAt, channel, rolloutPercent }) =>
      withdrawnAt === null && channel === 'stable' && rolloutPercent === 100,
  );
}

function Version({ release, isNewest }: { release: ReleaseView; isNewest: boolean }) {
  const t = useTexts(releasesTexts);
  const { version, channel, withdrawnAt } = release;
  return (
    <Flex gap={8} align="center" wrap>
      <span className={styles.version}>
        <ShortText text={version} />
      </span>
      <Tag color={channel === 'stable' ? 'default' : 'processing'}>
        <ShortText text={channel} />
      </Tag>
      {isNewest && (
        <Tooltip title={t('newestHint')}>
          <Tag color="success">{t('newest')}</Tag>
        </Tooltip>
      )}
      {withdrawnAt !== null && <Tag color="error">{t('withdrawn')}</Tag>}
    </Flex>
  );
}

function Hash({ sha256 }: { sha256: string }) {
  return <CopyText text={sha256}>{sha256.slice(0, 8)}…</CopyText>;
}

function Published({ release: { publishedAt, publishedBy, publisherName } }: { release: ReleaseView }) {
  return (
    <span>
      <RelativeTime at={publishedAt} /> · <Publisher by={publishedBy} name={publisherName} />
    </span>
  );
}

function Publisher({ by, name }: { by: string; name: string | null }) {
  const t = useTexts(releasesTexts);
  const may = useRights();
  const [kind = '', id = ''] = by.split(':');
  if (kind === 'account') {
    const words = name ?? t('by.account', { id });
    const text = <ShortText text={words} />;
    return may('accounts:read') ? <Link to={`/accounts/${id}` as '/'}>{text}</Link> : text;
  }
  if (kind === 'api-key') return <ShortText text={name ?? t('by.api-key', { id })} />;
  return by === 'cli' ? t('by.cli') : by;
}

function Details({ release: { notes, path, sha256, withdrawnAt } }: { release: ReleaseView }) {
  const t = useTexts(releasesTexts);
  return (
    <dl className={styles.detail}>
      <dt>{t('notes')}</dt>
      <dd className={styles.notes}>{notes ?? <span className={styles.faint}>{t('noNotes')}</span>}</dd>
      <dt>{t('path')}</dt>
      <dd>
        <CopyText text={path}>{decodeURI(path)}</CopyText>
      </dd>
      <dt>{t('columns.hash')}</dt>
      <dd>
        <CopyText text={sha256} />
      </dd>
      {withdrawnAt !== null && (
        <>
          <dt>{t('withdrawnAt')}</dt>
          <dd>
            <RelativeTime at={withdrawnAt} />
          </dd>
        </>
      )}
    </dl>
  );
}

interface EmptyProps {
  isFiltered: boolean;
  onClear: () => void;
  publish: React.ReactNode;
}

function Empty({ isFiltered, onClear, publish }: EmptyProps) {
  const t = useTexts(releasesTexts);
  const shared = useTexts(sharedTexts);
  if (isFiltered) {
    const clear = <Button onClick={onClear}>{shared('clearFilters')}</Button>;
    return <EmptyState title={t('empty.noMatch')} hint={t('empty.noMatchHint')} action={clear} />;
  }
  return <EmptyState title={t('empty.title')} hint={t('empty.hint')} icon={<CloudUploadOutlined />} action={publish} />;
}
