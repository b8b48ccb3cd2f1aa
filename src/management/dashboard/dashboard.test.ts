import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { register, sendCode } from '../../../test/support/mobile.ts';
import { signInAtConsole } from '../../../test/support/management.ts';
import { call, startPortico } from '../../../test/support/portico.ts';
