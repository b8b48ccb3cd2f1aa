/** How a client leaves what it was about, and begins something else: no answer came, or none can be given for now. */
export class Unanswered extends Error {}
