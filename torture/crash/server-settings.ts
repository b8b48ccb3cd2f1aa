import { knownCredentials } from '../../test/support/portico.ts';

/** Known credentials, and no budget that thousands of people from one address would meet. */
export const serverSettings: Readonly<Record<string, string>> = {
  ...knownCredentials,
  PORTICO_CODES_PER_COUNTRY_HOUR: '86=1000000,*=100',
  PORTICO_SMS_DAILY_CEILING: '0',
  PORTICO_SMS_BREAKER_MINIMUM: '100000',
  PORTICO_SMS_BREAKER_OVERALL_MINIMUM: '1000000',
};
