import type { FormInstance } from 'antd';
import { useEffect, useRef } from 'react';
import type { FieldProblem } from '../api/problem.ts';

type Name = Array<string | number>;

/** What the server refused at single fields of a form. */
export interface Refusals {
  /** Shows them where they belong, and leads to the first; answers whether any had a field. */
  show(problems: readonly FieldProblem[]): boolean;
  /** Takes back what was said of fields that changed: whether they are right now only the server knows. */
  forgive(changed: object): void;
  clear(): void;
}

/** Refusals of a form's fields, each shown until its field is changed or the form is sent again. */
export function useRefusals(form: FormInstance): Refusals {
  const shown = useRef<Name[]>([]);
  const take = (gone: Name[]): void => {
    shown.current = shown.current.filter((name) => !gone.includes(name));
    form.setFields(gone.map((name) => ({ name, errors: [] })));
  };
  return {
    show(problems) {
      const here = new Set(namesOf(form).map(keyOf));
      const fields = problems.map(fieldOf).filter(({ name }) => here.has(keyOf(name)));
      shown.current = fields.map(({ name }) => name);
      form.setFields(fields);
      if (fields[0]) form.scrollToField(fields[0].name, { focus: true });
      return fields.length > 0;
    },
    forgive: (changed) => take(shown.current.filter((name) => valueAt(changed, name) !== undefined)),
    clear: () => take(shown.current),
  };
}

/** When other initial values come, the fields that nobody touched take them. */
export function useFollowing(form: FormInstance, initialValues: object | undefined): void {
  const written = JSON.stringify(initialValues);
  const last = useRef(written);
  useEffect(() => {
    if (last.current === written) return;
    last.current = written;
    const untouched = namesOf(form).filter((name) => !form.isFieldTouched(name));
    form.setFields(
      untouched.map((name) => ({ name, value: valueAt(initialValues, name), touched: false, errors: [] })),
    );
  });
}

function namesOf(form: FormInstance): Name[] {
  return form.getFieldsError().map(({ name }) => name);
}

function keyOf(name: Name): string {
  return JSON.stringify(name);
}

function valueAt(values: unknown, name: Name): unknown {
  return name.reduce<unknown>((at, part) => (at as Record<string | number, unknown> | undefined)?.[part], values);
}

/** `/rollout/percent` as antd names it: `['rollout', 'percent']`. */
function fieldOf({ pointer, detail }: FieldProblem): { name: Name; errors: string[] } {
  const name = pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
  return { name, errors: [detail] };
}
