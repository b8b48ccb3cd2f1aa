import { App, Button, Flex, Input, Modal } from 'antd';
import type { LicenceView } from '../../../../src/management/licences/schemas.ts';
import { useServerZone } from '../../api/session.ts';
import { copyToClipboard } from '../../components/copy-text.tsx';
import { sharedTexts } from '../../i18n/shared.ts';
import { useTexts } from '../../i18n/texts.ts';
import { printMoment } from '../../i18n/zoned-time.ts';
import { saveCsv } from './csv.ts';
import { licencesTexts } from './texts.ts';

interface BatchMadeProps {
  licences: readonly LicenceView[];
  onClose: () => void;
}

/** The numbers of a batch, to be copied or taken along as a file. */
export function BatchMade({ licences, onClose }: BatchMadeProps) {
  const t = useTexts(licencesTexts);
  const shared = useTexts(sharedTexts);
  const zone = useServerZone();
  const { message } = App.useApp();
  const numbers = licences.map(({ number }) => number).join('\n');
  const copy = async () => {
    if (await copyToClipboard(numbers)) message.success(shared('copied'));
    else message.warning(shared('copyFailed'));
  };
  const download = () => {
    const print = (at: string | null) => (at === null ? '' : printMoment(at, zone));
    const header = [t('batch.csv.number'), t('batch.csv.effect'), t('batch.csv.expires'), t('batch.csv.note')];
    const rows = licences.map(({ number, effectAt, expiresAt, note }) => [
      number,
      print(effectAt),
      print(expiresAt),
      note,
    ]);
    saveCsv(`licences-${licences[0]?.createdAt.slice(0, 10)}.csv`, [header, ...rows]);
  };
  return (
    <Modal
      open
      title={t('batch.doneTitle', { count: licences.length })}
      onCancel={onClose}
      footer={
        <Flex gap={8} justify="end" wrap>
          <Button onClick={copy}>{t('batch.copyAll')}</Button>
          <Button type="primary" onClick={download}>
            {t('batch.download')}
          </Button>
          <Button onClick={onClose}>{shared('close')}</Button>
        </Flex>
      }
    >
      <p>{t('batch.doneHint')}</p>
      <Input.TextArea
        readOnly
        value={numbers}
        aria-label={t('batch.numbersMade')}
        autoSize={{ minRows: 3, maxRows: 12 }}
        style={{ fontFamily: 'var(--ant-font-family-code)' }}
      />
    </Modal>
  );
}
