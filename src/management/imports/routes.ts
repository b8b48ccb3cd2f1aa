import type { ManagementApp, ManagementContext } from '../context.ts';
import { printTime } from '../schemas.ts';
import { ImportsView } from './schemas.ts';

/** What came from former back ends, and how much of it is still as they kept it. */
export function registerImportRoutes(app: ManagementApp, { core }: ManagementContext): void {
  app.get(
    '/imports',
    {
      config: { access: 'accounts:read' },
      schema: {
        tags: ['Moving in'],
        summary: 'The former back ends whose accounts were taken over, and how many former passwords remain',
        response: { 200: ImportsView },
      },
    },
    async () => {
      const { sources, former } = await core.imports.read();
      const items = sources.map((each) => ({
        ...each,
        firstAt: printTime(each.firstAt),
        lastAt: printTime(each.lastAt),
      }));
      return { items, formerPasswords: former };
    },
  );
}
