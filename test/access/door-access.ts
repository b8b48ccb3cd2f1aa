import type { DoorName } from '../support/doors.ts';

/**
 * Who gets past the check in front of a route: everybody, also with a credential that is worth nothing; whoever has a live
 * session of that door; an administrator of it or an API key with `releases:write`; the panel's token; a staff level at least
 * that high (1 is the owner), or besides whomever the path names.
 */
export type DoorAccess =
  | 'everybody'
  | 'session'
  | 'publisher'
  | 'panel token'
  | 'level 1'
  | 'level 2'
  | 'level 1 or oneself'
  | 'level 2 or oneself';

/**
 * Whose the objects are that a route reads or changes: nobody's in particular; the caller's own, and then it is tried on
 * somebody else's in `foreign-objects.test.ts`; whoever brings the secret that names one.
 */
export type DoorObjects = 'nobody’s' | 'the caller’s' | 'the secret’s';

/** Every route of every door. HEAD is as GET, and OPTIONS, which CORS answers, reads nothing. */
export const doorAccess: Readonly<Record<DoorName, Readonly<Record<string, readonly [DoorAccess, DoorObjects]>>>> = {
  desktop: {
    'POST /api/user/sendCode': ['everybody', 'nobody’s'],
    'POST /api/user/verifyCode': ['everybody', 'the secret’s'],
    'POST /api/upgrade/upload': ['publisher', 'nobody’s'],
    'POST /api/upgrade/checkVersion': ['everybody', 'nobody’s'],
    'POST /api/heart/check': ['session', 'the caller’s'],
    'GET /dist': ['everybody', 'nobody’s'],
    'GET /dist/*': ['everybody', 'nobody’s'],
  },
  mobile: {
    'POST /api/auth/send_code': ['everybody', 'nobody’s'],
    'POST /api/auth/check_code': ['everybody', 'the secret’s'],
    'POST /api/auth/register': ['everybody', 'the secret’s'],
    'POST /api/auth/access_token': ['everybody', 'the secret’s'],
    'POST /api/auth/refresh_token': ['everybody', 'the secret’s'],
    'POST /api/auth/destroy_token': ['session', 'the caller’s'],
    'GET /api/personal/info': ['session', 'the caller’s'],
    'PUT /api/personal/info': ['session', 'the caller’s'],
    'POST /api/push/bind': ['session', 'the caller’s'],
    'GET /api/push/switch/:client_id': ['session', 'the caller’s'],
    'PUT /api/push/switch/:client_id': ['session', 'the caller’s'],
    'GET /api/push/log': ['session', 'the caller’s'],
    'GET /api/push/log/:id': ['session', 'the caller’s'],
    'DELETE /api/push/log/delete': ['session', 'the caller’s'],
    'GET /api/message/count': ['session', 'the caller’s'],
    'GET /api/faq': ['session', 'nobody’s'],
    'GET /api/faq/:id': ['session', 'nobody’s'],
    'GET /api/feedback_category': ['session', 'nobody’s'],
    'POST /api/feedback': ['session', 'the caller’s'],
    'GET /api/feedback': ['session', 'the caller’s'],
    'DELETE /api/feedback/:id': ['session', 'the caller’s'],
    'GET /api/feedback/reply/:feedback_id': ['session', 'the caller’s'],
  },
  staff: {
    'PUT /signUp': ['everybody', 'nobody’s'],
    'POST /signUp': ['everybody', 'nobody’s'],
    'POST /login': ['everybody', 'the secret’s'],
    'GET /list/user': ['level 2', 'nobody’s'],
    'GET /user/:id': ['level 2 or oneself', 'the caller’s'],
    'PUT /user/:id': ['level 1 or oneself', 'the caller’s'],
    'PUT /audit/user/:id': ['level 1', 'the caller’s'],
    'DELETE /user/:id': ['level 1', 'the caller’s'],
    'GET /captcha': ['everybody', 'nobody’s'],
  },
  panel: {
    'POST /openApi/updateCookie': ['panel token', 'nobody’s'],
    'POST /openApi/addOrUpdateAccount': ['panel token', 'nobody’s'],
    'POST /openApi/cookie/delete': ['panel token', 'nobody’s'],
    'GET /openApi/count': ['panel token', 'nobody’s'],
  },
  blog: {
    'GET /blogapi/verify-email': ['everybody', 'the secret’s'],
    'POST /blogapi/verify-email': ['everybody', 'the secret’s'],
    'GET /blogapi/service/captcha': ['everybody', 'nobody’s'],
    'POST /blogapi/reg': ['everybody', 'nobody’s'],
    'POST /blogapi/login': ['everybody', 'the secret’s'],
    'GET /admin/logout': ['session', 'the caller’s'],
  },
};

/** Served by an instance for CORS, whatever the path. */
export const preflight = 'OPTIONS *';

/** The table's name of a route: HEAD comes with every GET and has its rules. */
export function tableName(route: string): string {
  return route.replace(/^HEAD /, 'GET ');
}
