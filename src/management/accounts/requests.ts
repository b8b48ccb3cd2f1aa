import { type Static, Type } from 'typebox';
import type { AccountQuery } from '../../core/accounts/directory.ts';
import { looksLikeOtherIdentifier, type Phone, parseEmail, parsePhone } from '../../core/accounts/identifiers.ts';
import { isBirthday, type ProfileChanges } from '../../core/accounts/profile-changes.ts';
import { type FieldError, invalidFields } from '../../core/errors.ts';
import { readTime } from '../schemas.ts';
import { type AccountChange, AccountFilter } from './schemas.ts';
import { readGender } from './views.ts';

const Filter = Type.Object(AccountFilter);

/** What the query of a list asks the directory for. Throws `request.invalid_fields`. */
export function readQuery(query: Static<typeof Filter>): AccountQuery {
  const { q, status, role, origin, createdFrom, createdTo, order } = query;
  return {
    ...(q !== undefined && { text: q }),
    ...(status && { statuses: status }),
    ...(role && { roles: role }),
    ...(origin && { origins: origin }),
    ...(createdFrom !== undefined && { createdFrom: readTime(createdFrom, 'createdFrom') }),
    ...(createdTo !== undefined && { createdTo: readTime(createdTo, 'createdTo') }),
    ...(order && { order }),
  };
}

interface TypedIdentifiers {
  handle?: string | null;
  phone?: string | null;
  email?: string | null;
}

/** What the typed identifiers mean; a null stays one. Throws `request.invalid_fields` with each that means nothing. */
export function readIdentifiers<Typed extends TypedIdentifiers>({
  handle,
  phone,
  email,
}: Typed): Pick<ProfileChanges, 'handle' | 'phone' | 'email'> {
  const meant = {
    ...(handle !== undefined && { handle: handle && (looksLikeOtherIdentifier(handle) ? undefined : handle) }),
    ...(phone !== undefined && { phone: phone && parsePhone(phone) }),
    ...(email !== undefined && { email: email && parseEmail(email) }),
  };
  const wrong = Object.entries(meant).flatMap(([field, value]) =>
    value === undefined || value === '' ? [wordsFor[field as keyof typeof wordsFor]] : [],
  );
  if (wrong.length > 0) throw invalidFields(...wrong);
  return meant as { handle?: string | null; phone?: Phone | null; email?: string | null };
}

const wordsFor = {
  handle: { field: 'handle', label: '用户名', rule: '不能像手机号或邮箱' },
  phone: { field: 'phone', label: '手机号', rule: '不是有效的手机号' },
  email: { field: 'email', label: '邮箱', rule: '不是有效的邮箱地址' },
} as const satisfies Record<string, FieldError>;

/** Throws `request.invalid_fields`. */
export function readChange(body: Static<typeof AccountChange>): ProfileChanges {
  const { handle, phone, email, gender, ...texts } = body;
  if (texts.birthday !== undefined && !isBirthday(texts.birthday)) {
    throw invalidFields({ field: 'birthday', label: '生日', rule: '没有这个日期或时间' });
  }
  const identifiers = readIdentifiers({
    ...(handle !== undefined && { handle }),
    ...(phone !== undefined && { phone }),
    ...(email !== undefined && { email }),
  });
  return { ...texts, ...identifiers, ...(gender && { gender: readGender(gender) }) };
}
