// Made by `npm run generate:clients` from `portico openapi panel`.
export interface paths {
    "/openApi/updateCookie": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 账号添加或者更新 Add or update an account by its cookie */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: {
                content: {
                    "application/json": {
                        /**
                         * ptPin
                         * @description 最多 16384 字
                         *
                         *     A cookie with `pt_pin` and `pt_key`, or a pin alone (P1, P2).
                         */
                        ptPin?: string;
                        /**
                         * cookie
                         * @description 最多 16384 字
                         *
                         *     The same, as real clients send it (P1).
                         */
                        cookie?: string;
                        /**
                         * userMsg
                         * @description 最多 255 字
                         *
                         *     The remark, 255 characters at most; empty keeps the old one.
                         */
                        userMsg?: string;
                    };
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            data: null;
                            /** @constant */
                            code: 1;
                            /** @constant */
                            msg: "success";
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openApi/addOrUpdateAccount": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 账号添加或者更新（Wskey+Cookie 二合一） Add or update an account with its wskey */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /**
                         * ptPin
                         * @description 不能为空，最多 16384 字
                         *
                         *     A cookie with `pt_pin` and `pt_key`, or a pin alone (P1, P2).
                         */
                        ptPin: string;
                        /**
                         * ptKey
                         * @description 最多 16384 字
                         *
                         *     The key, alone or as its part of a cookie; empty leaves the stored one.
                         */
                        ptKey?: string;
                        /**
                         * wsKey
                         * @description 不能为空，最多 16384 字
                         *
                         *     The wskey, alone or as its part of a cookie.
                         */
                        wsKey: string;
                        /**
                         * remarks
                         * @description 最多 255 字
                         *
                         *     The remark, 255 characters at most; the pin unless told.
                         */
                        remarks?: string;
                    };
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            data: null;
                            /** @constant */
                            code: 1;
                            /** @constant */
                            msg: "success";
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openApi/cookie/delete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 删除账号 Delete accounts */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: {
                content: {
                    "application/json": {
                        /**
                         * ptPins
                         * @description 一个 pin、用逗号隔开的多个 pin 或数组，最多 1000 个
                         *
                         *     One pin, several with commas, or an array; 1000 at most.
                         */
                        ptPins?: (string | number) | (string | number)[];
                        /**
                         * ptPins[]
                         * @description 一个 pin、用逗号隔开的多个 pin 或数组，最多 1000 个
                         *
                         *     The same as some clients spell an array.
                         */
                        "ptPins[]"?: (string | number) | (string | number)[];
                    };
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            data: {
                                deleteCount: number;
                                cookieCount: number;
                            };
                            /** @constant */
                            code: 1;
                            /** @constant */
                            msg: "success";
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openApi/count": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 账号数量 How many accounts there are */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            data: {
                                cookieCount: number;
                                accountCount: number;
                            };
                            /** @constant */
                            code: 1;
                            /** @constant */
                            msg: "success";
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
