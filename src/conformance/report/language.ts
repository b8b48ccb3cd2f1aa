/** In which language a report is told. */
export type ReportLanguage = 'zh' | 'en';

/** Chinese where the environment's locale says so (POSIX: LC_ALL, LC_MESSAGES, LANG), else English. */
export function languageOfEnvironment(environment: NodeJS.ProcessEnv): ReportLanguage {
  const locale = environment.LC_ALL || environment.LC_MESSAGES || environment.LANG || '';
  return locale.startsWith('zh') ? 'zh' : 'en';
}
