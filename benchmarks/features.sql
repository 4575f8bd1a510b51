-- Thirty features of customers, as an analyst who is at home in DuckDB writes them: lines to orders, orders to customers,
-- and a pass each for products, categories and countries.
WITH purchases AS (
    SELECT * FROM order_lines WHERE is_purchase
),
orders AS (
    SELECT
        source_key AS customer_id,
        order_key,
        min(occurred_on) FILTER (is_purchase) AS placed_on,
        min(occurred_hour) FILTER (is_purchase) AS hour,
        min(country) FILTER (is_purchase) AS country,
        sum(amount) FILTER (is_purchase) AS gross,
        sum(quantity) FILTER (is_purchase) AS units,
        sum(discount) FILTER (is_purchase) AS off,
        sum(amount) FILTER (is_purchase AND discount IS NOT NULL) AS off_known,
        sum(amount) FILTER (is_purchase AND discount = 0) AS full_price,
        sum(cost) FILTER (is_purchase) AS cost,
        sum(amount) FILTER (is_purchase AND cost IS NOT NULL) AS costed,
        sum(amount) AS net,
        sum(amount) FILTER (occurred_on >= DATE '2025-01-01' - 90) AS net_90d,
        sum(amount) FILTER (occurred_on >= DATE '2025-01-01' - 365) AS net_365d,
        -sum(amount) FILTER (amount < 0) AS came_back,
        bool_or(is_return) AS has_return
    FROM order_lines
    GROUP BY ALL
),
customers AS (
    SELECT
        customer_id,
        sum(net) AS net,
        sum(net_90d) AS net_90d,
        sum(net_365d) AS net_365d,
        sum(gross) AS gross,
        max(gross) AS largest,
        sum(units) AS units,
        sum(off) AS off,
        sum(off_known) AS off_known,
        sum(full_price) AS full_price,
        sum(cost) AS cost,
        sum(costed) AS costed,
        sum(came_back) AS came_back,
        count(*) FILTER (has_return) AS n_returns,
        count(placed_on) AS n,
        min(placed_on) AS first_on,
        max(placed_on) AS last_on,
        count(*) FILTER (placed_on >= DATE '2025-01-01' - 90) AS n_90d,
        count(*) FILTER (placed_on >= DATE '2025-01-01' - 365) AS n_365d,
        count(*) FILTER (placed_on >= DATE '2025-01-01' - 180 AND placed_on < DATE '2025-01-01' - 90) AS n_before,
        coalesce(sum(gross) FILTER (placed_on >= DATE '2025-01-01' - 90), 0) AS recent,
        coalesce(sum(gross) FILTER (placed_on >= DATE '2025-01-01' - 180 AND placed_on < DATE '2025-01-01' - 90), 0)
            AS before,
        count(*) FILTER (isodow(placed_on) >= 6) AS n_weekend,
        count(*) FILTER (day(placed_on) >= 25) AS n_month_end,
        count(hour) AS n_hours,
        count(*) FILTER (hour BETWEEN 18 AND 21) AS n_evening,
        count(*) FILTER (month(placed_on) >= 11) AS n_late_year
    FROM orders
    GROUP BY ALL
),
days AS (
    SELECT customer_id, placed_on - lag(placed_on) OVER (PARTITION BY customer_id ORDER BY placed_on) AS gap
    FROM (SELECT DISTINCT customer_id, placed_on FROM orders WHERE placed_on IS NOT NULL)
),
rhythm AS (
    SELECT customer_id, avg(gap) AS cadence, count(gap) AS n_gaps, stddev_pop(gap) / avg(gap) AS spread
    FROM days
    GROUP BY ALL
),
products AS (
    SELECT source_key AS customer_id, count(DISTINCT product) AS n_products FROM purchases GROUP BY ALL
),
category_sums AS (
    SELECT source_key AS customer_id, category, sum(amount) AS amount
    FROM purchases
    WHERE category IS NOT NULL
    GROUP BY ALL
),
categories AS (
    SELECT
        customer_id,
        arg_min(category, (-amount, category)) AS main_category,
        ln(sum(amount)::DOUBLE) - sum(amount::DOUBLE * ln(amount::DOUBLE)) / sum(amount)::DOUBLE AS entropy
    FROM category_sums
    GROUP BY ALL
),
countries AS (
    SELECT customer_id, arg_min(country, (-n, country)) AS country
    FROM (SELECT customer_id, country, count(*) AS n FROM orders WHERE country IS NOT NULL GROUP BY ALL)
    GROUP BY ALL
)
SELECT
    customer_id,
    net::DOUBLE AS net_revenue,
    gross::DOUBLE / n AS average_order_value,
    coalesce(net_90d, 0)::DOUBLE AS net_revenue_90d,
    coalesce(net_365d, 0)::DOUBLE AS net_revenue_365d,
    largest::DOUBLE AS largest_order_value,
    gross::DOUBLE / nullif(units, 0) AS unit_price,
    off::DOUBLE / nullif((off_known + off)::DOUBLE, 0) AS discount_share,
    coalesce(full_price, 0)::DOUBLE / nullif(off_known, 0)::DOUBLE AS full_price_share,
    (costed - cost)::DOUBLE AS margin,
    (costed - cost)::DOUBLE / nullif(costed::DOUBLE, 0) AS margin_share,
    n::DOUBLE AS order_count,
    (DATE '2025-01-01' - last_on)::DOUBLE AS recency_days,
    (DATE '2025-01-01' - first_on)::DOUBLE AS tenure_days,
    (last_on - first_on)::DOUBLE AS active_days,
    n_90d::DOUBLE AS order_count_90d,
    n_365d::DOUBLE AS order_count_365d,
    cadence AS cadence_days,
    CASE WHEN n_gaps >= 2 THEN spread END AS cadence_spread,
    (recent - before)::DOUBLE / nullif((recent + before)::DOUBLE, 0) AS revenue_trend,
    (n_90d - n_before)::DOUBLE / nullif(n_90d + n_before, 0) AS order_trend,
    n_weekend / n AS weekend_share,
    n_month_end / n AS month_end_share,
    n_evening / nullif(n_hours, 0) AS evening_share,
    n_late_year / n AS late_year_share,
    coalesce(came_back, 0)::DOUBLE / nullif(gross::DOUBLE, 0) AS return_share,
    n_returns::DOUBLE AS return_count,
    n_products::DOUBLE AS product_count,
    main_category,
    entropy AS category_entropy,
    country
FROM customers
LEFT JOIN rhythm USING (customer_id)
LEFT JOIN products USING (customer_id)
LEFT JOIN categories USING (customer_id)
LEFT JOIN countries USING (customer_id)
WHERE n > 0
