import { testSlice } from '../slice.ts';
import { soak } from './soak.ts';

testSlice(soak);
