import fc from 'fast-check';
import { signInAtConsole } from '../../test/support/management.ts';
import { createMobileClient, mobilePassword } from '../../test/support/mobile.ts';
import { startPortico, type TestPortico } from '../../test/support/portico.ts';
import type { Findings, PartContext, TorturePart } from '../part.ts';
import { commandsUpTo } from './sequences/commands.ts';
import { newModel, type World } from './sequences/world.ts';

const runs = { whole: 200, slice: 12 };
const steps = { whole: 60, slice: 40 };

/** Random walks through the doors, compared with a model of what must be. */
export const sequences: TorturePart = {
  name: 'sequences',
  about: 'whatever is done in whatever order, each token opens its own door as long as it should, and no longer',
  async run(context) {
    const at = await startPortico({ after: (ending) => context.after(ending) });
    return walk(context, at);
  },
};

async function walk({ extent, seed, say }: PartContext, at: TestPortico): Promise<Findings> {
  let done = 0;
  const walked = new Map<string, number>();
  const property = fc.asyncProperty(commandsUpTo(steps[extent]), async (commands) => {
    const world = await makeWorld(at);
    await fc.asyncModelRun(() => ({ model: newModel(), real: world }), counted(commands, walked));
    done += 1;
    if (done % 50 === 0) say(`${done} walks`);
  });
  const result = await fc.check(property, { seed, numRuns: runs[extent], maxSkipsPerRun: 0 });
  const told = [...walked].sort().map(([name, count]) => `${name} ${count}`);
  return {
    figures: {
      walks: done,
      steps: [...walked.values()].reduce((sum, count) => sum + count, 0),
      'steps by kind': told.join(', '),
    },
    faults: result.failed
      ? [`seed ${seed}, path ${result.counterexamplePath}: ${result.counterexample}: ${result.errorInstance}`]
      : [],
  };
}

type Commands = Iterable<fc.AsyncCommand<ReturnType<typeof newModel>, World>>;

/** Tells which steps were walked, without their number. */
function* counted(commands: Commands, walked: Map<string, number>): Commands {
  for (const each of commands) {
    const name = String(each).replace(/ #\d+$/, '');
    yield {
      check: (model) => each.check(model),
      run(model, real) {
        walked.set(name, (walked.get(name) ?? 0) + 1);
        return each.run(model, real);
      },
      toString: () => String(each),
    };
  }
}

let people = 0;

/** Somebody who can sign in at every door. */
async function makeWorld(at: TestPortico): Promise<World> {
  people += 1;
  const phone = String(13_700_000_000 + people);
  const handle = `walker_${people}`;
  const { id } = await createMobileClient(at).join(phone);
  const { accounts } = at.portico.house.core;
  await accounts.changeProfile(id, { handle }, 'test');
  await accounts.approveForStaff(id, 'test');
  await accounts.setRole(id, 'admin', 'test');
  const owner = await signInAtConsole(at);
  return { at, owner, person: { id, phone, handle, password: mobilePassword }, opened: [], outdated: [] };
}
