import { testSlice } from '../slice.ts';
import { sequences } from './sequences.ts';

testSlice(sequences);
