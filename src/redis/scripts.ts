/**
 * What is kept to be taken once is bound to the very process that keeps it: after a restart from a file, or a fail-over
 * to a replica that lags, nobody knows whether somebody took it before, and then nobody is given it.
 */
const readRun = `local run = string.match(redis.call('INFO', 'server'), 'run_id:(%x+)')`;

/** Steps that are one for everybody else; each is about one key, so that it works in a cluster. */
export const scripts = {
  putOnce: {
    numberOfKeys: 1,
    lua: `${readRun}
redis.call('SET', KEYS[1], run .. ' ' .. ARGV[1], 'PX', ARGV[2])
return 1`,
  },
  takeOnce: {
    numberOfKeys: 1,
    lua: `${readRun}
local kept = redis.call('GETDEL', KEYS[1])
if not kept or string.sub(kept, 1, #run + 1) ~= run .. ' ' then return false end
return string.sub(kept, #run + 2)`,
  },
};

/** The scripts as a client has them: sent by their hash, and whole to a server that does not know them yet. */
export interface ScriptedCommands {
  putOnce(key: string, value: string, lifetimeMs: number): Promise<number>;
  takeOnce(key: string): Promise<string | null>;
}
