import type { ReactNode } from 'react';
import type { PushView } from '../../../../src/management/pushes/schemas.ts';
import type { CursorList } from '../../api/cursor-list.ts';
import { ResponsiveTable } from '../../components/responsive-table.tsx';
import { ShortText } from '../../components/short-text.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { AudienceWords, Delivery, StateTag, WhenWords } from './delivery.tsx';
import styles from './pushes.module.css';
import { pushesTexts } from './texts.ts';

interface PushLogProps {
  list: CursorList<PushView>;
  onOpen: (push: PushView) => void;
  empty: ReactNode;
}

/** Pushes with what became of each. */
export function PushLog({ list, onOpen, empty }: PushLogProps) {
  const t = useTexts(pushesTexts);
  const words = (push: PushView) => (
    <button type="button" className={styles.words} onClick={() => onOpen(push)}>
      <span className={styles.title}>{push.title}</span>
      <span className={styles.excerpt}>{push.body}</span>
    </button>
  );
  return (
    <ResponsiveTable<PushView>
      list={list}
      rowKey={({ id }) => id}
      label={t('list')}
      empty={empty}
      columns={[
        { key: 'push', title: t('columns.push'), render: (_, push) => words(push) },
        { key: 'audience', title: t('columns.audience'), width: 120, render: (_, push) => <AudienceWords {...push} /> },
        { key: 'state', title: t('columns.state'), width: 104, render: (_, push) => <StateTag {...push} /> },
        { key: 'delivery', title: t('columns.delivery'), width: 190, render: (_, push) => <Delivery push={push} /> },
        { key: 'when', title: t('columns.when'), width: 120, render: (_, push) => <WhenWords {...push} /> },
        {
          key: 'sender',
          title: t('columns.sender'),
          width: 120,
          render: (_, { sender }) => <ShortText text={sender.name ?? t('detail.gone')} />,
        },
      ]}
      card={(push) => (
        <div className={styles.card}>
          {words(push)}
          <div className={styles.cardFacts}>
            <StateTag {...push} />
            <span>
              <AudienceWords {...push} />
            </span>
            <WhenWords {...push} />
          </div>
          <Delivery push={push} />
        </div>
      )}
    />
  );
}
