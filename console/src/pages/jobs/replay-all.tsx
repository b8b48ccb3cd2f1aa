import { App, Button, Flex } from 'antd';
import { useState } from 'react';
import type { JobKindView } from '../../../../src/management/jobs/schemas.ts';
import { useRights } from '../../api/session.ts';
import { ConfirmDanger } from '../../components/confirm-danger.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { usePrintGauge } from '../../i18n/use-print-gauge.ts';
import { useKindWords } from './job-words.ts';
import { jobsTexts } from './texts.ts';
import { useReplayAll } from './use-jobs.ts';

/** For each kind of which some failed for good: a button that replays them all. */
export function ReplayAll({ kinds }: { kinds: readonly JobKindView[] }) {
  const t = useTexts(jobsTexts);
  const may = useRights();
  const sayKind = useKindWords();
  const print = usePrintGauge();
  const [opened, setOpened] = useState<string>();
  const replay = useSayReplayed();
  const failed = kinds.filter(({ dead }) => dead.count > 0);
  if (!may('jobs:write')) return null;
  return (
    <>
      {failed.length > 0 && (
        <Flex gap={8} wrap style={{ marginBottom: 12 }}>
          {failed.map(({ kind, dead }) => (
            <Button key={kind} onClick={() => setOpened(kind)}>
              {t('replayAll.action', { kind: sayKind(kind), count: print(dead) })}
            </Button>
          ))}
        </Flex>
      )}
      {opened !== undefined && (
        <ConfirmDanger
          open
          title={t('replayAll.title', { kind: sayKind(opened) })}
          consequences={[t('replayAll.again'), t('replayAll.late')]}
          action={t('replayAll.confirm')}
          onConfirm={() => replay.mutateAsync(opened)}
          onClose={() => setOpened(undefined)}
        />
      )}
    </>
  );
}

/** Says how many there were, and how many were left. */
function useSayReplayed() {
  const t = useTexts(jobsTexts);
  const { message } = App.useApp();
  return useReplayAll(({ replayed, unreadable }) => {
    message.success(t('replayAll.done', { count: replayed }));
    if (unreadable > 0) message.warning(t('replayAll.left', { count: unreadable }));
  });
}
