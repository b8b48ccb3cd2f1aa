import type { Command } from 'commander';
import type { Cli } from './cli.ts';
export function addBackup(_p: Command, _c: Cli): void {}
