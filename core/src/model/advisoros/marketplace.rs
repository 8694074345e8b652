//! The marketplace: advisors, what they offer and cost, matches, ratings and revenue.

use crate::model::columns::columns;

columns! {
    /// Advisors of the marketplace: the public columns, and those that filters and scores need.
    advisor_profiles {
        id: ColumnType::Text, true;
        user_id: ColumnType::Text, true;
        professional_title: ColumnType::Text, false;
        headline: ColumnType::Text, false;
        bio: ColumnType::Text, false;
        years_experience: ColumnType::Int, false;
        certifications: ColumnType::TextList, false;
        industries: ColumnType::TextList, false;
        services: ColumnType::TextList, false;
        business_sizes: ColumnType::TextList, false;
        languages: ColumnType::TextList, false;
        timezone: ColumnType::Text, false;
        is_available: ColumnType::Bool, true;
        is_verified: ColumnType::Bool, true;
        marketplace_status: ColumnType::Text, true;
        max_clients: ColumnType::Int, false;
        current_clients: ColumnType::Int, true;
        hours_per_week: ColumnType::Int, false;
        overall_rating: ColumnType::Float, false;
        total_reviews: ColumnType::Int, true;
        completed_engagements: ColumnType::Int, true;
        response_time: ColumnType::Int, false;
        hourly_rate: ColumnType::Money { precision: 8 }, false;
        monthly_retainer_min: ColumnType::Money { precision: 10 }, false;
        monthly_retainer_max: ColumnType::Money { precision: 10 }, false;
        project_rate_min: ColumnType::Money { precision: 10 }, false;
        accepts_hourly: ColumnType::Bool, true;
        accepts_retainer: ColumnType::Bool, true;
        accepts_project: ColumnType::Bool, true;
        accepts_value_based: ColumnType::Bool, true;
        video_intro_url: ColumnType::Text, false;
        portfolio_url: ColumnType::Text, false;
        linkedin_url: ColumnType::Text, false;
        willing_to_travel: ColumnType::Bool, true;
        remote_only: ColumnType::Bool, true;
        deleted_at: ColumnType::Timestamp, false;
        created_at: ColumnType::Timestamp, true;
        updated_at: ColumnType::Timestamp, true;
    }
}

columns! {
    /// One vector per advisor, owned by the host.
    advisor_embeddings {
        advisor_id: ColumnType::Text, true;
        model: ColumnType::Text, true;
        text_digest: ColumnType::Text, true;
        vector: ColumnType::Vector, true;
    }
}

columns! {
    /// Named sums of weighted signals that matches are scored by, owned by the host.
    scoring_profiles {
        id: ColumnType::Text, true;
        version: ColumnType::Int, true;
        terms: ColumnType::Json, true;
        description: ColumnType::Text, false;
    }
}

columns! {
    /// Prices of engagements, of a tenant or of an advisor.
    engagement_rate_cards {
        id: ColumnType::Text, true;
        name: ColumnType::Text, true;
        organization_id: ColumnType::Text, false;
        advisor_id: ColumnType::Text, false;
        created_by: ColumnType::Text, false;
        pricing_model: ColumnType::Text, true;
        hourly_rate: ColumnType::Money { precision: 8 }, false;
        minimum_hours: ColumnType::Int, false;
        monthly_retainer: ColumnType::Money { precision: 10 }, false;
        overage_rate: ColumnType::Money { precision: 8 }, false;
        project_fee: ColumnType::Money { precision: 10 }, false;
        value_basis_type: ColumnType::Text, false;
        value_percentage: ColumnType::Float, false;
        value_minimum: ColumnType::Money { precision: 10 }, false;
        value_maximum: ColumnType::Money { precision: 10 }, false;
        service_type: ColumnType::Text, true;
        service_level: ColumnType::Text, true;
        included_services: ColumnType::TextList, false;
        target_industries: ColumnType::TextList, false;
        target_business_types: ColumnType::TextList, false;
        min_annual_revenue: ColumnType::Money { precision: 15 }, false;
        max_annual_revenue: ColumnType::Money { precision: 15 }, false;
        contract_length: ColumnType::Int, false;
        notice_period: ColumnType::Int, false;
        payment_terms: ColumnType::Text, true;
        late_fee_percentage: ColumnType::Float, false;
        discount_available: ColumnType::Bool, true;
        discount_type: ColumnType::Text, false;
        discount_value: ColumnType::Money { precision: 10 }, false;
        is_active: ColumnType::Bool, true;
        is_public: ColumnType::Bool, true;
        effective_date: ColumnType::Timestamp, false;
        expiry_date: ColumnType::Timestamp, false;
        times_used: ColumnType::Int, true;
        total_revenue: ColumnType::Money { precision: 15 }, true;
        deleted_at: ColumnType::Timestamp, false;
        created_at: ColumnType::Timestamp, false;
        updated_at: ColumnType::Timestamp, false;
    }
}

columns! {
    /// Services that advisors and tenants offer.
    service_offerings {
        id: ColumnType::Text, true;
        name: ColumnType::Text, true;
        description: ColumnType::Text, true;
        advisor_id: ColumnType::Text, false;
        organization_id: ColumnType::Text, false;
        category: ColumnType::Text, true;
        service_type: ColumnType::Text, true;
        pricing_model: ColumnType::Text, true;
        effort_level: ColumnType::Text, true;
        automation_level: ColumnType::Int, true;
        ai_assisted: ColumnType::Bool, true;
        requires_human_review: ColumnType::Bool, true;
        industries: ColumnType::TextList, false;
        business_sizes: ColumnType::TextList, false;
        best_for: ColumnType::TextList, false;
        tags: ColumnType::TextList, false;
        required_certifications: ColumnType::TextList, false;
        min_years_experience: ColumnType::Int, false;
        specialization_required: ColumnType::Bool, true;
        exclusive_to_advisor: ColumnType::Bool, true;
        is_active: ColumnType::Bool, true;
        is_standard: ColumnType::Bool, true;
        is_marketplace_service: ColumnType::Bool, true;
        popularity_score: ColumnType::Float, true;
        success_rate: ColumnType::Float, false;
        deleted_at: ColumnType::Timestamp, false;
        created_at: ColumnType::Timestamp, false;
        updated_at: ColumnType::Timestamp, false;
    }
}

columns! {
    /// Advisors suggested to a client; one pair may occur several times.
    advisor_marketplace_matches {
        id: ColumnType::Text, true;
        client_id: ColumnType::Text, true;
        advisor_profile_id: ColumnType::Text, true;
        organization_id: ColumnType::Text, true;
        match_score: ColumnType::Float, true;
        match_reason: ColumnType::Json, true;
        match_algorithm_version: ColumnType::Text, true;
        status: ColumnType::Text, true;
        status_updated_at: ColumnType::Timestamp, true;
        requested_services: ColumnType::TextList, false;
        budget_range: ColumnType::Json, false;
        start_date: ColumnType::Timestamp, false;
        urgency: ColumnType::Text, false;
        client_notes: ColumnType::Text, false;
        advisor_interested: ColumnType::Bool, false;
        advisor_response: ColumnType::Text, false;
        proposed_rate: ColumnType::Money { precision: 10 }, false;
        responded_at: ColumnType::Timestamp, false;
        meeting_scheduled_at: ColumnType::Timestamp, false;
        meeting_completed_at: ColumnType::Timestamp, false;
        engagement_created: ColumnType::Bool, true;
        engagement_id: ColumnType::Text, false;
        engagement_started_at: ColumnType::Timestamp, false;
        rejected_by: ColumnType::Text, false;
        rejection_reason: ColumnType::Text, false;
        rejected_at: ColumnType::Timestamp, false;
        times_shown: ColumnType::Int, true;
        clicked_by_client: ColumnType::Bool, true;
        client_viewed_at: ColumnType::Timestamp, false;
        expires_at: ColumnType::Timestamp, false;
        is_expired: ColumnType::Bool, true;
        deleted_at: ColumnType::Timestamp, false;
        created_at: ColumnType::Timestamp, true;
        updated_at: ColumnType::Timestamp, true;
    }
}

columns! {
    /// Ratings of an advisor by a client, 1 to 10; `recommendation_likelihood` 0 to 10.
    client_satisfaction_metrics {
        id: ColumnType::Text, true;
        client_id: ColumnType::Text, true;
        advisor_user_id: ColumnType::Text, true;
        advisor_profile_id: ColumnType::Text, true;
        reviewed_by: ColumnType::Text, true;
        organization_id: ColumnType::Text, true;
        engagement_id: ColumnType::Text, false;
        rating_type: ColumnType::Text, true;
        period_covered: ColumnType::Text, false;
        overall_satisfaction: ColumnType::Int, true;
        communication_rating: ColumnType::Int, false;
        responsiveness_rating: ColumnType::Int, false;
        expertise_rating: ColumnType::Int, false;
        value_for_money_rating: ColumnType::Int, false;
        professionalism_rating: ColumnType::Int, false;
        recommendation_likelihood: ColumnType::Int, false;
        timeliness: ColumnType::Int, false;
        accuracy: ColumnType::Int, false;
        proactiveness: ColumnType::Int, false;
        would_hire_again: ColumnType::Bool, false;
        would_recommend: ColumnType::Bool, false;
        testimonial: ColumnType::Text, false;
        what_worked_well: ColumnType::Text, false;
        areas_for_improvement: ColumnType::Text, false;
        business_impact: ColumnType::Text, false;
        problems_solved: ColumnType::TextList, false;
        review_date: ColumnType::Timestamp, true;
        is_verified_client: ColumnType::Bool, true;
        is_published: ColumnType::Bool, true;
        published_at: ColumnType::Timestamp, false;
        display_on_profile: ColumnType::Bool, true;
        is_public_testimonial: ColumnType::Bool, true;
        flagged_for_review: ColumnType::Bool, true;
        deleted_at: ColumnType::Timestamp, false;
        created_at: ColumnType::Timestamp, true;
        updated_at: ColumnType::Timestamp, true;
    }
}

columns! {
    /// What of an engagement's revenue goes to its advisor and what to the platform; `advisor_id` is a user's.
    revenue_shares {
        id: ColumnType::Text, true;
        engagement_id: ColumnType::Text, true;
        client_id: ColumnType::Text, true;
        organization_id: ColumnType::Text, true;
        advisor_id: ColumnType::Text, true;
        gross_revenue: ColumnType::Money { precision: 12 }, true;
        platform_fee: ColumnType::Money { precision: 12 }, true;
        advisor_payout: ColumnType::Money { precision: 12 }, true;
        net_platform_revenue: ColumnType::Money { precision: 12 }, true;
        platform_fee_percentage: ColumnType::Float, true;
        period_type: ColumnType::Text, true;
        period_start: ColumnType::Timestamp, true;
        period_end: ColumnType::Timestamp, true;
        invoice_id: ColumnType::Text, false;
        client_paid_at: ColumnType::Timestamp, false;
        advisor_paid_at: ColumnType::Timestamp, false;
        status: ColumnType::Text, true;
        dispute_reason: ColumnType::Text, false;
        disputed_at: ColumnType::Timestamp, false;
        resolved_at: ColumnType::Timestamp, false;
        stripe_fee: ColumnType::Money { precision: 10 }, true;
        other_fees: ColumnType::Money { precision: 10 }, true;
        adjustment_amount: ColumnType::Money { precision: 10 }, true;
        bonus_earned: ColumnType::Money { precision: 10 }, true;
        tax_1099_reportable: ColumnType::Bool, true, "tax1099Reportable";
        tax_year: ColumnType::Int, false;
        payout_method: ColumnType::Text, false;
        payout_batch_id: ColumnType::Text, false;
        payout_reference: ColumnType::Text, false;
        deleted_at: ColumnType::Timestamp, false;
        created_at: ColumnType::Timestamp, true;
        updated_at: ColumnType::Timestamp, true;
    }
}
