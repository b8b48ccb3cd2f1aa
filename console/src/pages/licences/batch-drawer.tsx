import { Form, Input, InputNumber, Radio } from 'antd';
import type { LicencesMade, LicenceView } from '../../../../src/management/licences/schemas.ts';
import { useChange } from '../../api/change.ts';
import { api } from '../../api/client.ts';
import { useIdempotencyKeys } from '../../api/idempotency-key.ts';
import { ApiProblem, asProblem } from '../../api/problem.ts';
import { FormDrawer } from '../../components/form-drawer.tsx';
import { useWholeNumber } from '../../components/whole-number.ts';
import { sharedTexts } from '../../i18n/shared.ts';
import { type Say, useTexts } from '../../i18n/texts.ts';
import { TermsFields, type TermsValues } from './terms-fields.tsx';
import { licencesTexts } from './texts.ts';

interface BatchValues extends TermsValues {
  how: 'generated' | 'given';
  count?: number;
  numbers?: string;
}

const mostAtOnce = 1000;

interface BatchDrawerProps {
  onMade: (licences: LicenceView[]) => void;
  onClose: () => void;
}

/** Makes many licences on the same terms. */
export function BatchDrawer({ onMade, onClose }: BatchDrawerProps) {
  const t = useTexts(licencesTexts);
  const { keyFor } = useIdempotencyKeys();
  const make = useChange(
    ({ how, count, numbers, ...terms }: BatchValues) => {
      const lines = linesOf(numbers);
      const body = { ...(how === 'given' ? { numbers: lines } : { count }), ...terms };
      const sent = api.post<LicencesMade>('/licences', body, { idempotencyKey: keyFor(body) });
      return sent.catch((error) => {
        throw atLines(error, lines, t);
      });
    },
    { invalidates: ['licences'], onDone: ({ items }) => onMade(items), silent: true },
  );
  return (
    <FormDrawer<BatchValues>
      open
      title={t('batch.title')}
      submitText={t('batch.submit')}
      initialValues={{ how: 'generated', count: 10 }}
      onSubmit={(values) => make.mutateAsync(values)}
      onClose={onClose}
    >
      <Numbers />
      <TermsFields />
    </FormDrawer>
  );
}

function Numbers() {
  const t = useTexts(licencesTexts);
  const shared = useTexts(sharedTexts);
  const how = Form.useWatch<BatchValues['how']>('how');
  const required = { required: true, message: shared('form.required') };
  const isSensible = useWholeNumber(1, mostAtOnce);
  const isFewEnough = async (_rule: unknown, numbers: string | undefined) => {
    const count = linesOf(numbers).length;
    if (count > mostAtOnce) throw new Error(t('batch.tooMany', { count }));
  };
  return (
    <>
      <Form.Item name="how" label={t('batch.how')}>
        <Radio.Group
          optionType="button"
          options={(['generated', 'given'] as const).map((value) => ({ value, label: t(`batch.${value}`) }))}
        />
      </Form.Item>
      {how === 'given' ? (
        <Form.Item
          name="numbers"
          label={t('batch.numbers')}
          extra={t('batch.numbersHint')}
          rules={[{ ...required, whitespace: true }, { validator: isFewEnough }]}
        >
          <Input.TextArea autoSize={{ minRows: 5, maxRows: 12 }} spellCheck={false} />
        </Form.Item>
      ) : (
        <Form.Item name="count" label={t('batch.count')} extra={t('batch.countHint')} rules={[required, isSensible]}>
          <InputNumber />
        </Form.Item>
      )}
    </>
  );
}

function linesOf(numbers = ''): string[] {
  return numbers
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
}

const mostTold = 10;

/** What is wrong with single numbers, told at the one field that holds them all. */
function atLines(error: unknown, lines: readonly string[], t: Say<typeof licencesTexts.zh>): ApiProblem {
  const { status, code, detail, errors } = asProblem(error);
  const told = errors.map(({ pointer, detail: problem }) => {
    const [, index] = /^\/numbers\/(\d+)$/.exec(pointer) ?? [];
    if (index === undefined) return { pointer, detail: problem };
    const number = lines[Number(index)] ?? '';
    return { pointer: '/numbers', detail: t('batch.line', { line: Number(index) + 1, number, problem }) };
  });
  const atNumbers = told.filter(({ pointer }) => pointer === '/numbers').slice(0, mostTold);
  const joined =
    atNumbers.length > 0 ? [{ pointer: '/numbers', detail: atNumbers.map((each) => each.detail).join('\n') }] : [];
  return new ApiProblem({
    status,
    code,
    detail,
    errors: [...joined, ...told.filter(({ pointer }) => pointer !== '/numbers')],
  });
}
