import { DomainError, invalidFields } from '../../core/errors.ts';
import type { SettingsChange } from '../../core/runtime-settings/runtime-settings.ts';
import { changeOf } from '../access.ts';
import type { ManagementApp, ManagementContext, ManagementRequest } from '../context.ts';
import { answerWith } from '../versions.ts';
import { BrandingView, SettingsForm, SettingsView } from './schemas.ts';
import { viewContracts, viewSettings } from './views.ts';

const tags = ['Settings'];

/** What can be changed while the server serves. */
export function registerSettingsRoutes(app: ManagementApp, { core, mode }: ManagementContext): void {
  const { runtimeSettings } = core;
  const answer = answerWith(viewSettings);

  app.get(
    '/settings',
    {
      config: { access: 'settings:read' },
      schema: { tags, summary: 'Every setting, what it may be, and who decided it', response: { 200: SettingsView } },
    },
    async (_request, reply) => answer(reply, await runtimeSettings.describe()),
  );

  app.patch(
    '/settings',
    {
      config: { access: 'settings:write', changes: true, confirmed: true },
      schema: {
        tags,
        summary: 'Change some settings, all or none; in force at once, except what needs a restart',
        body: SettingsForm,
        response: { 200: SettingsView },
      },
    },
    async (request, reply) => {
      const { values = {}, reset = [] } = request.body;
      if (runtimeSettings.current()['server.consolePort'] === null) refuseOwnName(request, values);
      const asked: SettingsChange = { values, reset };
      return answer(reply, await runtimeSettings.change(asked, changeOf(request)).catch(pointIntoBody));
    },
  );

  app.get(
    '/branding',
    {
      config: { access: 'public' },
      schema: { tags, summary: 'How this installation calls itself', response: { 200: BrandingView } },
    },
    async () => {
      const settings = runtimeSettings.current();
      return {
        nameZh: settings['branding.nameZh'],
        nameEn: settings['branding.nameEn'],
        accent: settings['branding.accent'],
        logo: settings['branding.logo'],
        mode,
        contracts: viewContracts(),
      };
    },
  );
}

/** A contract's own name leads to that contract alone: who gives away the name that they came by is shut out. */
function refuseOwnName({ hostname }: ManagementRequest, values: object): void {
  const fields = Object.entries(values)
    .filter(([name, value]) => name.endsWith('.hostName') && String(value).trim().toLowerCase() === hostname)
    .map(([name]) => ({ field: `values/${name}`, label: name, rule: '这是您正在访问控制台的域名' }));
  if (fields.length > 0) throw invalidFields(...fields);
}

/** The core names settings; the body has them under `values`. */
function pointIntoBody(error: unknown): never {
  if (!(error instanceof DomainError) || !error.params.fields) throw error;
  const fields = error.params.fields.map((problem) => ({ ...problem, field: `values/${problem.field}` }));
  throw new DomainError(error.code, { ...error.params, fields }, error);
}
