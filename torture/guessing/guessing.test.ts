import { testSlice } from '../slice.ts';
import { guessing } from './guessing.ts';

testSlice(guessing);
