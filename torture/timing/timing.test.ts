import { testSlice } from '../slice.ts';
import { timing } from './timing.ts';

testSlice(timing);
