export const VIETNAMESE = {};
